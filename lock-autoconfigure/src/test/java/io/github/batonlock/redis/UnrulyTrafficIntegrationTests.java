package io.github.batonlock.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.github.batonlock.Lease;
import io.github.batonlock.LockOptions;
import io.github.batonlock.Waiting;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unusual names, messages, and neighbors.
 */
@ExtendWith({ RedisExtension.class, OutputCaptureExtension.class })
@Timeout(120)
class UnrulyTrafficIntegrationTests {

	private static final List<String> NAMES = List.of(" a b ", "{x}", "}{", "{", "a:b::c:", "two\nlines\r\n",
			"\tx\u0000", "\uD83D\uDD12\u00E9\u4E2D", "'\"\\ %s %d ${x} #{y}", "1 grant a:1:2: 3 4 5 x",
			"a') redis.call('FLUSHALL') --", "]] return redis.call('GET', KEYS[1])", "k".repeat(1024),
			"\uD83D\uDD12".repeat(256));

	private static final LockOptions DEFAULTS = LockOptions.builder().build();

	private static final LockOptions SPIN = LockOptions.builder().waiting(Waiting.SPIN).build();

	private final String prefix = "unruly-" + UUID.randomUUID();

	private final Instances instances = new Instances(this.prefix);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private RedisServer redis;

	@AfterEach
	void stop() {
		this.instances.close();
		this.threads.shutdownNow();
	}

	@Test
	void anyNameGoesFromOneInstanceToAnother() throws Exception {
		EngineLockRegistry here = this.instances.start(this.redis);
		EngineLockRegistry there = this.instances.start(this.redis);
		for (String name : NAMES) {
			Lease lease = here.obtain(name).acquire();
			CompletableFuture<Lease> waiter = there.obtain(name).acquireAsync();
			LockProbe.awaitQueueOfAnything(this.redis, this.prefix, 1);
			lease.close();
			Lease next = waiter.get(30, TimeUnit.SECONDS);
			assertThat(next.name()).isEqualTo(name);
			assertThat(next.fencingToken()).isPositive();
			assertThat(here.obtain(name).tryAcquire()).isEmpty();
			next.closeAsync().get(30, TimeUnit.SECONDS);
			assertThat(here.obtain(name).tryAcquire()).isPresent();
		}
	}

	@Test
	void doubledAndForgedMessagesChangeNothing() throws Exception {
		for (int i = 0; i < 3; i++) {
			this.instances.start(this.redis);
		}
		RedisConnectionFactory factory = Driver.LETTUCE.connect(this.redis);
		AtomicBoolean ended = new AtomicBoolean();
		try (RedisConnection ears = factory.getConnection(); RedisConnection mouth = factory.getConnection()) {
			Set<String> heard = ConcurrentHashMap.newKeySet();
			ears.pSubscribe((message, pattern) -> {
				if (heard.add(text(message.getBody()))) {
					this.threads.execute(() -> mouth.publish(message.getChannel(), message.getBody()));
				}
			}, bytes(this.prefix + ":instance:*"));
			Future<?> forger = this.threads.submit(() -> forge(ended));
			this.instances.contend("a", DEFAULTS, 3, 4000);
			ended.set(true);
			forger.get(60, TimeUnit.SECONDS);
			assertThat(heard.stream().filter((message) -> message.startsWith("1 grant "))).hasSizeGreaterThan(20);
		}
		finally {
			Driver.disconnect(factory);
		}
	}

	/**
	 * Sends messages that no script sends: garbage, another version, and grants of
	 * requests that ended long ago or never existed.
	 */
	private void forge(AtomicBoolean ended) {
		List<String> channels = LockProbe.channels(this.redis, this.prefix);
		while (!ended.get()) {
			for (String channel : channels) {
				String instance = channel.substring(channel.lastIndexOf(':') + 1);
				for (String forged : List.of("", "1 grant", "2 grant " + instance + ":1:30000: 1 3000 0 a",
						"1 grant " + instance + ":1:30000: 1 3000 0 a",
						"1 grant " + instance + ":9999999:30000: 1 3000 0 a",
						"1 grant " + instance + ":2:x: 1 3000 0 a", "1 ask " + instance + ":3:30000: a",
						"1 ask " + instance + ":9999999:30000: a", "1 grant x:1:30000: 1 3000 0 a",
						"1 who x:1:30000: x a", "1 who " + instance + ":1:30000: " + instance + " a",
						"1 here x:1:30000: 1 0 1 h t")) {
					this.redis.command("PUBLISH", channel, forged);
				}
			}
		}
	}

	@Test
	void hostileMessagesChangeNothing(CapturedOutput output) throws Exception {
		EngineLockRegistry holder = this.instances.start(this.redis);
		EngineLockRegistry other = this.instances.start(this.redis);
		AtomicBoolean ended = new AtomicBoolean();
		try (Lease held = holder.obtain("held").acquire()) {
			long token = held.fencingToken();
			AtomicInteger attacks = new AtomicInteger();
			Future<?> attacker = this.threads.submit(() -> attack(ended, attacks));
			List<Future<?>> work = new ArrayList<>();
			AtomicLong last = new AtomicLong();
			for (EngineLockRegistry instance : List.of(holder, other, holder, other)) {
				work.add(this.threads.submit(() -> {
					while (attacks.get() < 10 && !attacker.isDone()) {
						writeFenced(instance, last);
					}
				}));
			}
			for (Future<?> future : work) {
				future.get(60, TimeUnit.SECONDS);
			}
			ended.set(true);
			attacker.get(60, TimeUnit.SECONDS);
			assertThat(held.isValid()).isTrue();
			assertThat(held.fencingToken()).isEqualTo(token);
			assertThat(other.obtain("held").tryAcquire()).isEmpty();
		}
		assertThat(other.obtain("held").tryAcquire()).isPresent();
		assertThat(output.getAll()).doesNotContain("WARN", "ERROR");
	}

	/**
	 * The first token of a tenure is only given if Redis confirms the tenure.
	 */
	private static void writeFenced(EngineLockRegistry instance, AtomicLong last) {
		try (Lease lease = instance.obtain("a").acquire()) {
			long before = last.get();
			long token = lease.fencingToken();
			assertThat(token).isGreaterThan(before);
			assertThat(last.compareAndSet(before, token)).isTrue();
		}
	}

	/**
	 * Sends nonsense to all instances, also about requests that own a lock or did a
	 * moment ago.
	 */
	private void attack(AtomicBoolean ended, AtomicInteger attacks) {
		RedisConnectionFactory factory = Driver.LETTUCE.connect(this.redis);
		Random random = new Random(4);
		byte[] noise = new byte[64];
		String huge = "x".repeat(1 << 20);
		String former = "x:1:30000:";
		try (RedisConnection mouth = factory.getConnection()) {
			List<String> channels = LockProbe.channels(this.redis, this.prefix);
			for (; !ended.get(); attacks.incrementAndGet()) {
				for (String channel : channels) {
					random.nextBytes(noise);
					mouth.publish(bytes(channel), noise);
					mouth.publish(bytes(channel), bytes(huge));
					mouth.publish(bytes(channel), bytes("1 ask " + owner("held") + " " + huge));
					for (String name : List.of("a", "held")) {
						String owner = owner(name);
						for (String message : List.of("1 grant " + owner + " 1 3000 0 " + name,
								"2 grant " + owner + " 1 3000 0 " + name, "1 grant " + owner + " 1 3000 0 elsewhere",
								"1 grant " + owner + " 1 -1 -1 " + name, "1 ask " + owner + " " + name,
								"1 ask " + owner + " elsewhere", "1 grant " + former + " 1 3000 0 a",
								"1 ask " + former + " a", "1 who " + owner + " x " + name,
								"1 who " + owner + " a:b* " + name, "1 here " + owner + " 1 1 1 h t")) {
							mouth.publish(bytes(channel), bytes(message));
						}
						former = name.equals("a") ? owner : former;
					}
				}
			}
		}
		finally {
			Driver.disconnect(factory);
		}
	}

	private String owner(String name) {
		return String.valueOf(this.redis.command("GET", text(new LockKeys(this.prefix).owner(name))));
	}

	/**
	 * Hands over like a release of another version.
	 */
	@Test
	void grantOfAnotherVersionIsFoundByPolling() throws Exception {
		Duration lease = Duration.ofSeconds(3);
		EngineLockRegistry waiting = this.instances.start(this.redis);
		byte[][] keys = new LockKeys(this.prefix).ownerAndQueue("a");
		this.redis.command("SET", text(keys[0]), "other:1:30000:", "PX", "30000");
		CompletableFuture<Lease> waiter = waiting.obtain("a", LockOptions.builder().lease(lease).build())
			.acquireAsync();
		LockProbe.awaitQueue(this.redis, this.prefix, "a", 1);
		List<?> head = (List<?>) this.redis.command("ZRANGE", text(keys[1]), "0", "0", "WITHSCORES");
		String request = head.get(0).toString();
		this.redis.command("SET", text(keys[0]), request, "PX", "3000");
		this.redis.command("ZREM", text(keys[1]), request);
		this.redis.command("PUBLISH", LockProbe.channels(this.redis, this.prefix).get(0),
				"2 grant " + request + " " + head.get(1) + " 3600000 0 a");
		try (Lease granted = waiter.get(30, TimeUnit.SECONDS)) {
			assertThat(granted.remaining()).isLessThanOrEqualTo(lease);
			assertThat(owner("a")).isEqualTo(request);
		}
	}

	@Test
	void ownerThatIsAGhostIsGivenBackForTheOthers() throws Exception {
		EngineLockRegistry ghost = this.instances.start(this.redis);
		String instance = LockProbe.instances(this.redis, this.prefix).get(0);
		EngineLockRegistry other = this.instances.start(this.redis);
		assertGhostsAreGivenBack(instance, ghost, other);
	}

	@Test
	void ownerThatIsAGhostIsGivenBackForItsOwnInstance() throws Exception {
		EngineLockRegistry ghost = this.instances.start(this.redis);
		String instance = LockProbe.instances(this.redis, this.prefix).get(0);
		assertGhostsAreGivenBack(instance, ghost, ghost);
	}

	/**
	 * Runs commands of ended requests again, like the old bytes of an interrupted
	 * connection.
	 */
	private void assertGhostsAreGivenBack(String instance, EngineLockRegistry ghost, EngineLockRegistry waiting)
			throws Exception {
		for (int i = 1; i <= 20; i++) {
			ghost.obtain("a" + i).acquire().close();
		}
		for (int i = 1; i <= 20; i++) {
			String owner = new String(new LockKeys(this.prefix).owner("a" + i), StandardCharsets.UTF_8);
			this.redis.command("SET", owner, instance + ":" + i + ":30000:", "PX", "30000");
			waiting.obtain("a" + i).acquire(Duration.ofSeconds(25)).close();
		}
	}

	@Test
	void spinWaiterBesideBusyInstancesGetsItsTurn() throws Exception {
		for (int i = 0; i < 2; i++) {
			EngineLockRegistry busy = this.instances.start(this.redis);
			for (int thread = 0; thread < 3; thread++) {
				this.threads.execute(() -> {
					while (!Thread.currentThread().isInterrupted()) {
						busy.obtain("a").acquire().close();
					}
				});
			}
		}
		EngineLockRegistry spinning = this.instances.start(this.redis);
		for (int i = 0; i < 20; i++) {
			spinning.obtain("a", SPIN).acquire(Duration.ofSeconds(30)).close();
		}
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.UTF_8);
	}

}
