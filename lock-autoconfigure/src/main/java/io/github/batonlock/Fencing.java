package io.github.batonlock;

/**
 * When the fencing token of a lease is drawn.
 */
public enum Fencing {

	/**
	 * When it is asked for, so that nobody else pays for it.
	 */
	ON_DEMAND,

	/**
	 * Before the lock counts as acquired, so that asking for it cannot fail.
	 */
	EAGER

}
