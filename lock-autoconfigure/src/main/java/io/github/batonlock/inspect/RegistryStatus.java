package io.github.batonlock.inspect;

import java.time.Duration;

import io.github.batonlock.store.Delivery;
import org.jspecify.annotations.Nullable;

/**
 * Status of the connection between a registry and its store.
 *
 * @param instance id of the instance, as used in requests
 * @param store description of the store
 * @param subscribed whether messages to the instance are reliable; while they are not,
 * all waiters poll
 * @param delivery how messages reach the instance, {@code null} if the store has reported
 * nothing
 * @param sinceAnswer time since the last answer of the store, {@code null} if there was
 * none
 * @param failure failure of the most recent command, {@code null} if it was answered
 * @param sinceRenewal time since the last answer to a renewal, {@code null} if there was
 * none
 * @param renewalFailure failure of the most recent renewal, {@code null} if it was
 * answered
 */
public record RegistryStatus(String instance, String store, boolean subscribed, @Nullable Delivery delivery,
		@Nullable Duration sinceAnswer, @Nullable Failure failure, @Nullable Duration sinceRenewal,
		@Nullable Failure renewalFailure) {

	/**
	 * A command that failed or was not answered in time.
	 *
	 * @param message description of the failure
	 * @param since time since the failure was noticed
	 */
	public record Failure(String message, Duration since) {
	}

}
