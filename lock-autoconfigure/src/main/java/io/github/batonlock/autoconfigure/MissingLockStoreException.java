package io.github.batonlock.autoconfigure;

/**
 * There is nothing to keep locks in. Running without locks is for the user to decide.
 */
class MissingLockStoreException extends IllegalStateException {

	MissingLockStoreException() {
		super("Distributed locks are kept in Redis, but there is no RedisConnectionFactory bean");
	}

}
