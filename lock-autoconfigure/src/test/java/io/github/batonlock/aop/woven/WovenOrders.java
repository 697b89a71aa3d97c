package io.github.batonlock.aop.woven;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Optional;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.LockRegistry;

import org.springframework.core.annotation.AliasFor;
import org.springframework.transaction.annotation.Transactional;

/**
 * What AspectJ weaves the lock into, after javac has compiled it.
 */
public class WovenOrders {

	private final LockRegistry locks;

	private final List<String> events;

	public WovenOrders(LockRegistry locks, List<String> events) {
		this.locks = locks;
		this.events = events;
	}

	@DistributedLock(name = "order", key = "#orderId")
	public final boolean ship(long orderId) {
		return isHeld("order:" + orderId);
	}

	public boolean callsItself(long orderId) {
		return hidden(orderId);
	}

	@DistributedLock(name = "order", key = "#orderId")
	private boolean hidden(long orderId) {
		return isHeld("order:" + orderId);
	}

	@OrderLock("#orderId")
	public boolean composed(long orderId) {
		return isHeld("order:" + orderId);
	}

	@DistributedLock(name = "order", key = "#orderId", timeout = "0s", onTimeout = DistributedLock.OnTimeout.SKIP)
	public Optional<String> skipped(long orderId) {
		return Optional.of("done");
	}

	@DistributedLock("transaction")
	@Transactional
	public void transaction() {
		this.events.add("run");
	}

	private boolean isHeld(String name) {
		return this.locks.obtain(name).current().isPresent();
	}

	@Retention(RetentionPolicy.RUNTIME)
	@DistributedLock(name = "order")
	@interface OrderLock {

		@AliasFor(annotation = DistributedLock.class, attribute = "key")
		String value();

	}

}
