package io.github.batonlock;

import java.time.Duration;

/**
 * Event published when a lease was lost while its holder relied on it. It is published to
 * the application context of an auto-configured registry, on a thread of the registry, so
 * that {@code @EventListener} methods with a parameter of this type receive it.
 *
 * @param lockName name of the lock
 * @param held how long the lock had been held
 * @param reason the reason, as thrown by {@link Lease#ensureValid()}
 */
public record LockLostEvent(String lockName, Duration held, LockLostException reason) {
}
