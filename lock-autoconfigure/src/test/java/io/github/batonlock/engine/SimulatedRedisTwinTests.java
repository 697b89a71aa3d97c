package io.github.batonlock.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;

import io.github.batonlock.redis.RedisLockStore;
import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.store.FenceReply;
import io.github.batonlock.store.LockStore.Enqueue;
import io.github.batonlock.store.ReleaseReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.store.StoreListener;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import io.lettuce.core.cluster.SlotHash;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * Is {@link SimulatedRedis} the twin of the scripts? The same random commands go to both,
 * and every answer, the keys after it, and the messages at the end are compared. Places
 * are clock readings, so their order is.
 */
@ExtendWith(RedisExtension.class)
@Timeout(60)
class SimulatedRedisTwinTests {

	private static final int COMMANDS = 120;

	private static final String NAME = "a";

	private static final Duration GRANT = Duration.ofSeconds(3);

	private static final Duration A_LONG_TIME = Duration.ofDays(1);

	private static final List<Request> REQUESTS = List.of(request("hears", 1, false, false),
			request("hears", 2, false, true), request("hears", 3, true, false), request("deaf", 1, false, false),
			request("deaf", 2, true, false), request("deaf", 3, false, true));

	private final String prefix = "twin-" + UUID.randomUUID();

	private final SimulatedWorld world = new SimulatedWorld(1, false);

	private final SimulatedServer server = new SimulatedServer(this.world, true);

	private final SimulatedRedis simulated = this.server.lock(NAME);

	private final RecordingListener heard = new RecordingListener();

	private final RecordingListener simulatedHeard = new RecordingListener();

	private RedisServer redis;

	private LettuceConnectionFactory factory;

	private RedisLockStore store;

	private static Request request(String instance, long number, boolean unprobed, boolean single) {
		return Request.of(instance, number, Duration.ofHours(number), unprobed, single);
	}

	@BeforeEach
	void connect() {
		this.factory = new LettuceConnectionFactory(this.redis.configuration());
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.store = RedisLockStore.builder(this.factory).keyPrefix(this.prefix).build();
		this.store.start("hears", this.heard);
		assertThat(this.heard.awaitDelivery()).isEqualTo(new Delivery(Delivery.Way.SCRIPT, true));
		this.world.faults = false;
		this.server.subscribers.put("hears", new SimulatedServer.Subscriber() {

			@Override
			public boolean hears() {
				return true;
			}

			@Override
			public void tell(Consumer<StoreListener> message) {
				message.accept(SimulatedRedisTwinTests.this.simulatedHeard);
			}

		});
	}

	@AfterEach
	void disconnect() {
		this.store.stop();
		this.factory.destroy();
	}

	@RepeatedTest(40)
	void answersKeysAndMessagesAreTheSame(RepetitionInfo repetition) {
		Random random = new Random(repetition.getCurrentRepetition());
		List<String> log = new ArrayList<>();
		this.redis.command("PING");
		for (int i = 0; i < COMMANDS; i++) {
			step(random, log);
			this.world.run(this.world.millis() + 1);
			assertThat(owner()).as("owner after %s", log).isEqualTo(String.valueOf(this.simulated.owner));
			assertThat(ownerLeft()).as("time left after %s", log)
				.isCloseTo(this.simulated.ownerLeft(), within(Duration.ofMinutes(10).toMillis()));
			assertThat(queue()).as("queue after %s", log).isEqualTo(simulatedQueue());
		}
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> assertThat(texts(this.heard)).isEqualTo(texts(this.simulatedHeard)));
	}

	private void step(Random random, List<String> log) {
		Request request = REQUESTS.get(random.nextInt(REQUESTS.size()));
		Request next = random.nextBoolean() ? REQUESTS.get(random.nextInt(REQUESTS.size())) : null;
		Duration lease = request.lease();
		switch (random.nextInt(10)) {
			case 0 ->
				same(log, "try " + request, this.store.tryAcquire(NAME, request, lease).toCompletableFuture().join(),
						this.simulated.tryAcquire(request, lease));
			case 1, 2, 3 -> {
				Enqueue enqueue = Enqueue.values()[random.nextInt(3)];
				same(log, "acquire " + request + " " + enqueue,
						this.store.acquire(NAME, request, lease, enqueue).toCompletableFuture().join(),
						this.simulated.acquire(request, lease, enqueue));
			}
			case 4 -> same(log, "renew " + request, this.store.renew(NAME, request, lease).toCompletableFuture().join(),
					this.simulated.renew(request, lease));
			case 5 -> fence(log, request);
			case 7 -> leave(log, request);
			case 6 -> {
				log.add("expire");
				this.redis.command("DEL", key("owner"));
				this.simulated.owner = null;
			}
			default -> release(log, request, request.equals(next) ? null : next, lease);
		}
	}

	private void fence(List<String> log, Request request) {
		FenceReply real = this.store.fence(NAME, request, 1).toCompletableFuture().join();
		FenceReply twin = this.simulated.fence(request, 1);
		assertThat(real.getClass()).as("fence %s after %s", request, log).isEqualTo(twin.getClass());
	}

	/** From then on another request owns, so the one that was left may leave again. */
	private void leave(List<String> log, Request request) {
		Request owner = this.simulated.owner;
		Request leaving = (owner != null && log.size() % 2 == 0) ? owner : request;
		Request left = leaving.withLease(A_LONG_TIME);
		same(log, "leave " + leaving, this.store.leave(NAME, leaving, left, A_LONG_TIME).toCompletableFuture().join(),
				this.simulated.leave(leaving, left, A_LONG_TIME));
	}

	private void release(List<String> log, Request request, @Nullable Request next, Duration lease) {
		Request owner = this.simulated.owner;
		Request released = (owner != null && log.size() % 2 == 0) ? owner : request;
		Request following = released.equals(next) ? null : next;
		same(log, "release " + released + " " + following,
				this.store.release(NAME, released, following, GRANT, lease).toCompletableFuture().join(),
				this.simulated.release(released, following, GRANT, lease));
	}

	/** Compares but for what a clock decides. */
	private static void same(List<String> log, String command, Object real, Object twin) {
		log.add(command);
		assertThat(withoutClock(real)).as("answer to the last of %s", log).isEqualTo(withoutClock(twin));
		if (real instanceof AcquireReply.Wait one && twin instanceof AcquireReply.Wait other) {
			assertThat(one.ownerLeft()).as("time left after the last of %s", log)
				.isCloseTo(other.ownerLeft(), Duration.ofMinutes(1));
		}
	}

	private static Object withoutClock(Object reply) {
		if (reply instanceof AcquireReply.Wait wait) {
			OptionalLong place = wait.place().isPresent() ? OptionalLong.of(1) : OptionalLong.empty();
			return new AcquireReply.Wait(Duration.ZERO, place, wait.owner());
		}
		return (reply instanceof ReleaseReply.Queued) ? new ReleaseReply.Queued(1) : reply;
	}

	private static List<String> texts(RecordingListener listener) {
		return listener.messages().stream().map((message) -> {
			if (message instanceof RecordingListener.Grant grant) {
				return "grant " + grant.request() + " " + grant.grantLease() + " " + grant.waiting();
			}
			return String.valueOf(message);
		}).toList();
	}

	private String owner() {
		return String.valueOf(this.redis.command("GET", key("owner")));
	}

	/** Milliseconds, none if nobody owns. */
	private long ownerLeft() {
		return Math.max(0, ((Number) this.redis.command("PTTL", key("owner"))).longValue());
	}

	private List<String> queue() {
		return ((List<?>) this.redis.command("ZRANGE", key("queue"), "0", "-1")).stream().map(String::valueOf).toList();
	}

	private List<String> simulatedQueue() {
		return this.simulated.queue.entrySet()
			.stream()
			.sorted(Comparator.comparing(Map.Entry::getValue))
			.map((entry) -> entry.getKey().text())
			.toList();
	}

	private String key(String type) {
		return this.prefix + ":{" + shard() + "}:" + type + ":" + NAME;
	}

	private int shard() {
		return SlotHash.getSlot(NAME) % 1024;
	}

}
