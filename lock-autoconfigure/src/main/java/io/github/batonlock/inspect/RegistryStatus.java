package io.github.batonlock.inspect;

import java.time.Duration;

import io.github.batonlock.store.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * How a registry gets on with its store.
 *
 * @param instance the instance that it is, as it stands in requests
 * @param store the store, as messages speak of it
 * @param subscribed whether messages to it can be relied upon; as long as they cannot,
 * all who wait poll
 * @param delivery how messages get to it, {@code null} if the store has told nothing
 * @param sinceAnswer time since the store answered for the last time, {@code null} if it
 * never did
 * @param failure what went wrong with the newest command, {@code null} if it was answered
 * @param sinceRenewal time since a renewal was answered for the last time, {@code null}
 * if none ever was
 * @param renewalFailure what went wrong with the newest renewal, {@code null} if it was
 * answered
 */
public record RegistryStatus(String instance, String store, boolean subscribed, @Nullable Delivery delivery,
		@Nullable Duration sinceAnswer, @Nullable Failure failure, @Nullable Duration sinceRenewal,
		@Nullable Failure renewalFailure) {

	/**
	 * A command that failed or was not answered in time.
	 *
	 * @param message what is said about it
	 * @param since time since that was noticed
	 */
	public record Failure(String message, Duration since) {
	}

}
