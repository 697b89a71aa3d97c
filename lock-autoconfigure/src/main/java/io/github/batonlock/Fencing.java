package io.github.batonlock;

/**
 * Time at which the fencing token of a lease is requested from the store.
 */
public enum Fencing {

	/**
	 * On the first call of {@link Lease#fencingToken()}, so that leases without such a
	 * call cost nothing.
	 */
	ON_DEMAND,

	/**
	 * Before the lock counts as acquired, so that {@link Lease#fencingToken()} cannot
	 * fail.
	 */
	EAGER

}
