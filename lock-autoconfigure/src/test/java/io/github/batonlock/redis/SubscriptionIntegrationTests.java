package io.github.batonlock.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.store.AcquireReply;
import io.github.batonlock.store.RenewReply;
import io.github.batonlock.store.Request;
import io.github.batonlock.testing.RecordingListener;
import io.github.batonlock.testing.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * The subscription of a {@link RedisLockStore} under failures.
 */
@ParameterizedClass
@EnumSource(Driver.class)
@ExtendWith(OutputCaptureExtension.class)
class SubscriptionIntegrationTests {

	private static final Duration LEASE = Duration.ofSeconds(30);

	private static final String CHANNEL = "lock:instance:i1";

	private static final String ASK = "1 ask i1:1:30000: order:42";

	private final RecordingListener listener = new RecordingListener();

	private final RedisServer redis = RedisServer.notStarted();

	@Parameter
	private Driver driver;

	private RedisConnectionFactory factory;

	private RedisLockStore store;

	@BeforeEach
	void create() {
		this.factory = this.driver.connect(this.redis);
		this.store = RedisLockStore.builder(this.factory).build();
	}

	@AfterEach
	void end() {
		this.store.stop();
		Driver.disconnect(this.factory);
		this.redis.close();
	}

	@Test
	void hearsTheMessagesToItsInstance() {
		subscribe();
		this.redis.command("PUBLISH", "lock:instance:i2", ASK);
		this.redis.command("PUBLISH", CHANNEL, "1 grant i1:2:30000: 1795000000000000 3000 1 a b");
		assertThat(this.listener.awaitMessage()).isEqualTo(new RecordingListener.Grant("a b",
				new Request("i1:2:30000:"), 1795000000000000L, Duration.ofSeconds(3), 1));
		assertThat(subscribers()).isEqualTo(1L);
	}

	@Test
	void ignoresGarbage() {
		subscribe();
		for (String garbage : List.of("", "1 grant", "2 ask i1:1:30000: order:42", "1 grant a b c d e f", "\u0000")) {
			this.redis.command("PUBLISH", CHANNEL, garbage);
		}
		this.redis.command("PUBLISH", CHANNEL, ASK);
		assertThat(this.listener.awaitMessage()).isInstanceOf(RecordingListener.Ask.class);
		assertThat(this.listener.messages()).isEmpty();
	}

	@Test
	void subscribesWhenRedisComesUp() {
		this.store.start("i1", this.listener);
		assertThat(this.listener.subscriptions()).isZero();
		this.redis.restart();
		this.listener.awaitSubscriptions(1);
		assertHears();
	}

	@Test
	void reportsSubscriptionAfterCut() {
		subscribe();
		this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
		this.listener.awaitSubscriptions(2);
		assertHears();
	}

	@Test
	void reportsSubscriptionAfterRestart() {
		subscribe();
		this.redis.restart();
		this.listener.awaitSubscriptions(2);
		assertHears();
	}

	@Test
	void resubscribesWithoutEndingUpTwice() {
		subscribe();
		for (int i = 2; i < 12; i++) {
			this.store.resubscribe();
			this.listener.awaitSubscriptions(i);
		}
		assertHears();
		Awaitility.await().untilAsserted(() -> assertThat(subscribers()).isEqualTo(1L));
		Awaitility.await().untilAsserted(() -> assertThat(pubSubClients()).isOne());
	}

	@Test
	void stopsAndStartsAsAnotherInstance() {
		subscribe();
		this.store.stop();
		Awaitility.await().untilAsserted(() -> assertThat(pubSubClients()).isZero());
		this.store.start("i2", this.listener);
		this.listener.awaitSubscriptions(2);
		this.redis.command("PUBLISH", "lock:instance:i2", ASK);
		assertThat(this.listener.awaitMessage()).isInstanceOf(RecordingListener.Ask.class);
		assertThat(subscribers()).isEqualTo(0L);
	}

	@Test
	void stopsWhileRedisIsDown() {
		this.store.start("i1", this.listener);
		this.store.stop();
		this.redis.restart();
		this.store.start("i1", this.listener);
		this.listener.awaitSubscriptions(1);
		assertHears();
	}

	@Test
	void commandsWorkWithoutPermissionToSubscribe(CapturedOutput output) throws Exception {
		this.redis.restart();
		this.redis.command("ACL", "SETUSER", "default", "-subscribe");
		this.store.start("i1", this.listener);
		Awaitility.await().untilAsserted(() -> assertThat(output).contains("Cannot subscribe", CHANNEL, "NOPERM"));
		Awaitility.await()
			.untilAsserted(() -> assertThat(String.valueOf(this.redis.command("INFO", "commandstats")))
				.containsPattern("cmdstat_subscribe:.*rejected_calls=[3-9]"));
		assertCommandsGetTheirOwnAnswers();
		this.redis.command("ACL", "SETUSER", "default", "+subscribe");
		this.listener.awaitSubscriptions(1);
		assertThat(output.getAll().split("Cannot subscribe", -1)).hasSize(2);
	}

	@Test
	void commandsGetTheirOwnAnswersAfterCuts() throws Exception {
		subscribe();
		for (int i = 2; i < 6; i++) {
			this.redis.command("CLIENT", "KILL", "TYPE", "pubsub");
			this.listener.awaitSubscriptions(i);
		}
		assertCommandsGetTheirOwnAnswers();
	}

	private void assertCommandsGetTheirOwnAnswers() throws Exception {
		for (int i = 0; i < 20; i++) {
			Request request = Request.of("i1", i, LEASE, true, false);
			assertThat(this.store.tryAcquire("a" + i, request, LEASE).toCompletableFuture().get(20, TimeUnit.SECONDS))
				.isEqualTo(new AcquireReply.Granted(0, false));
			assertThat(this.store.renew("a" + i, request, LEASE).toCompletableFuture().get(20, TimeUnit.SECONDS))
				.isEqualTo(new RenewReply.Kept(0));
		}
	}

	@Test
	void startAndStopDoNotHangOnARedisThatHangs() {
		subscribe();
		this.redis.pause();
		assertThatNoException().isThrownBy(() -> CompletableFuture.runAsync(() -> {
			this.store.resubscribe();
			this.store.stop();
			this.store.start("i2", this.listener);
			this.store.tryAcquire("a", Request.of("i2", 1, LEASE, true, false), LEASE);
		}).get(20, TimeUnit.SECONDS));
		this.redis.resume();
		this.listener.awaitSubscriptions(2);
	}

	private void subscribe() {
		this.redis.restart();
		this.store.start("i1", this.listener);
		this.listener.awaitSubscriptions(1);
	}

	private void assertHears() {
		this.redis.command("PUBLISH", CHANNEL, ASK);
		assertThat(this.listener.awaitMessage()).isInstanceOf(RecordingListener.Ask.class);
	}

	private Object subscribers() {
		return ((List<?>) this.redis.command("PUBSUB", "NUMSUB", CHANNEL)).get(1);
	}

	private long pubSubClients() {
		return String.valueOf(this.redis.command("CLIENT", "LIST", "TYPE", "pubsub")).lines().count();
	}

}
