package io.github.batonlock.engine.claim;

/**
 * Where a lock comes from.
 */
public enum Origin {

	/**
	 * Nobody held it.
	 */
	FREE,

	/**
	 * Another JVM has handed it over.
	 */
	OTHER_JVM,

	/**
	 * A caller of this JVM has passed it on.
	 */
	THIS_JVM

}
