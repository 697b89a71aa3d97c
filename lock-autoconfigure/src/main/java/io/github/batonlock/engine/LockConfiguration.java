package io.github.batonlock.engine;

import io.github.batonlock.LockOptions;

/**
 * What is configured for a lock, by its name.
 */
@FunctionalInterface
public interface LockConfiguration {

	/**
	 * The options for a lock, called for each acquisition.
	 * @param name name of the lock
	 * @return options with everything set
	 */
	LockOptions optionsFor(String name);

}
