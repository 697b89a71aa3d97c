package io.github.batonlock.autoconfigure;

/**
 * Thrown if there is no Redis for the locks. Whether to run without locks is for the user
 * to decide.
 */
class MissingLockStoreException extends IllegalStateException {

	MissingLockStoreException() {
		super("Distributed locks are kept in Redis, but there is no RedisConnectionFactory bean");
	}

}
