package io.github.batonlock.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Threads that count in Redis by reading and writing, which goes wrong unless they are
 * inside one after another, and that compare their fencing tokens.
 */
final class CountedSections {

	private final StringRedisTemplate redis;

	private final LeasedLock lock;

	private final boolean fenced;

	private final AtomicLongArray sinceMark;

	private final AtomicLong sections = new AtomicLong();

	private final AtomicLong unknown = new AtomicLong();

	private final AtomicLong staleTokens = new AtomicLong();

	private final CountDownLatch ended;

	private volatile boolean stopped;

	CountedSections(RedisConnectionFactory factory, LeasedLock lock, int threads, boolean fenced) {
		this.redis = new StringRedisTemplate(factory);
		this.lock = lock;
		this.fenced = fenced;
		this.sinceMark = new AtomicLongArray(threads);
		this.ended = new CountDownLatch(threads);
	}

	static String counter(String name) {
		return name + ":counter";
	}

	private static String token(String name) {
		return name + ":token";
	}

	Runnable thread(int index) {
		return () -> {
			while (!this.stopped) {
				try (Lease lease = this.lock.acquire()) {
					section(lease);
					this.sinceMark.incrementAndGet(index);
				}
				catch (RuntimeException ex) {
					ex.printStackTrace();
				}
			}
			this.ended.countDown();
		};
	}

	private void section(Lease lease) {
		String name = this.lock.name();
		long token = this.fenced ? lease.fencingToken() : 0;
		List<String> values = this.redis.opsForValue().multiGet(List.of(counter(name), token(name)));
		long last = number(values.get(1));
		if (this.fenced && token <= last) {
			this.staleTokens.incrementAndGet();
		}
		String count = String.valueOf(number(values.get(0)) + 1);
		lease.ensureValid();
		try {
			this.redis.opsForValue()
				.multiSet(Map.of(counter(name), count, token(name), String.valueOf(Math.max(last, token))));
			this.sections.incrementAndGet();
		}
		catch (RuntimeException ex) {
			this.unknown.incrementAndGet();
			throw ex;
		}
	}

	private static long number(String value) {
		return (value != null) ? Long.parseLong(value) : 0;
	}

	String mark() {
		for (int i = 0; i < this.sinceMark.length(); i++) {
			this.sinceMark.set(i, 0);
		}
		return "marked";
	}

	long slowest() {
		long least = Long.MAX_VALUE;
		for (int i = 0; i < this.sinceMark.length(); i++) {
			least = Math.min(least, this.sinceMark.get(i));
		}
		return least;
	}

	String stop() throws InterruptedException {
		this.stopped = true;
		this.ended.await();
		return this.sections + " " + this.unknown + " " + this.staleTokens;
	}

}
