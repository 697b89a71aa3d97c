package io.github.batonlock.aop.woven;

import java.time.Duration;
import java.util.List;

import io.github.batonlock.CurrentLease;
import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;

import org.springframework.transaction.annotation.Transactional;

import static org.awaitility.Awaitility.await;

/**
 * A class whose public methods AspectJ weaves the lock into, some with one of their own.
 *
 * @param <T> type of what it sells
 */
@DistributedLock("shop")
public class WovenShop<T> {

	private final List<String> events;

	public WovenShop(List<String> events) {
		this.events = events;
	}

	public String ofTheClass() {
		return held();
	}

	@DistributedLock(name = "item", key = "#item.id")
	public String ofARecord(Item item) {
		return held();
	}

	@DistributedLock(name = "generic", key = "#thing")
	public String generic(T thing) {
		return held();
	}

	@DistributedLock({ "b", "a" })
	public String several() {
		return held();
	}

	@DistributedLock("inner")
	@Transactional
	public void inner() {
		this.events.add("run");
	}

	@DistributedLock("none")
	@Transactional
	public void outer() {
		inner();
		this.events.add("end");
	}

	@DistributedLock(name = "brief", maxHold = "50ms")
	@Transactional
	public void tooLong() {
		Lease lease = CurrentLease.get();
		await().atMost(Duration.ofSeconds(20)).until(() -> !lease.isValid());
	}

	private static String held() {
		return CurrentLease.find().map(Lease::name).orElse("nothing");
	}

	/**
	 * What is sold.
	 *
	 * @param id its number
	 */
	public record Item(long id) {
	}

}
