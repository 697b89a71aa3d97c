package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockListener;
import io.github.batonlock.LockLostException;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.store.Delivery;
import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.TcpProxy;
import io.github.batonlock.testing.TcpProxy.Flow;
import io.github.batonlock.testing.TcpProxy.Kind;
import io.github.batonlock.testing.TestOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Locks that Redis forgets while a caller holds them that releases before the next
 * renewal, and lost answers, after which the drivers resend commands.
 */
@ParameterizedClass
@ExtendWith(RedisExtension.class)
@EnumSource(Driver.class)
@Timeout(120)
class ForgottenLockIntegrationTests {

	private static final Duration LEASE = Duration.ofMinutes(6);

	private static final Duration REPLY_TIMEOUT = Duration.ofMinutes(2);

	private final String prefix = "forgotten-" + UUID.randomUUID();

	private final List<String> events = new CopyOnWriteArrayList<>();

	private final List<Runnable> closing = new ArrayList<>();

	private RedisServer redis;

	@Parameter
	private Driver driver;

	private TcpProxy proxy;

	private EngineLockRegistry here;

	private EngineLockRegistry there;

	@BeforeEach
	void start() {
		this.proxy = new TcpProxy(this.redis);
		this.here = registry(this.driver.connect(new RedisStandaloneConfiguration("localhost", this.proxy.port())));
		this.there = registry(this.driver.connect(this.redis));
	}

	private EngineLockRegistry registry(RedisConnectionFactory factory) {
		RedisLockStore store = RedisLockStore.builder(factory).keyPrefix(this.prefix).build();
		EngineLockRegistry registry = new EngineLockRegistry(store,
				(name) -> TestOptions.complete(LEASE, Duration.ofSeconds(60)), REPLY_TIMEOUT, new LockListener() {

					@Override
					public void released(String name, Duration held) {
						ForgottenLockIntegrationTests.this.events.add("released " + name);
					}

					@Override
					public void lost(String name, Duration held, LockLostException reason) {
						ForgottenLockIntegrationTests.this.events.add("lost " + name);
					}

				});
		this.closing.add(registry::stop);
		this.closing.add(() -> Driver.disconnect(factory));
		return registry;
	}

	@AfterEach
	void stop() {
		this.proxy.flow(Kind.ALL, Flow.PASS, Flow.PASS);
		this.closing.forEach(Runnable::run);
		this.proxy.close();
	}

	@Test
	void releaseReportsMissingKey() {
		LeasedLock lock = this.here.obtain("a");
		lock.lock();
		this.redis.command("DEL", ownerKey());
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::unlock)
			.withMessage("Lock 'a' was lost: Redis did not know it any more");
		await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(this.events).containsExactly("lost a"));
	}

	@Test
	void releaseReportsKeyOwnedByOthers() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.here.executeLocked("a", () -> {
			this.redis.command("DEL", ownerKey());
			Lease second = this.there.obtain("a").acquire();
			this.closing.add(0, second::close);
		}));
		assertThat(this.there.obtain("a").current()).hasValueSatisfying((lease) -> {
			assertThat(lease.isValid()).isTrue();
			assertThat(lease.isLost()).isFalse();
		});
	}

	@Test
	void releaseWhoseAnswerIsLostOnTheWayIsNoLoss() throws Exception {
		this.here.start();
		CompletionStage<Delivery> delivery = Objects.requireNonNull(this.here.inspector().firstDelivery());
		await().atMost(Duration.ofSeconds(60)).until(delivery.toCompletableFuture()::isDone);
		this.here.executeLocked("b", () -> {
			// so that Redis knows the script by which messages travel from here
		});
		this.events.clear();
		Lease lease = this.here.obtain("a").acquireAsync().get(60, TimeUnit.SECONDS);
		String owner = ownerKey();
		this.proxy.flow(Kind.COMMANDS, Flow.PASS, Flow.SWALLOW);
		CompletableFuture<Void> closing = lease.closeAsync();
		await().atMost(Duration.ofSeconds(60)).until(() -> this.redis.command("EXISTS", owner).equals(0L));
		assertThat(closing).as("its answer is swallowed").isNotDone();
		this.proxy.flow(Kind.ALL, Flow.PASS, Flow.PASS);
		this.proxy.cut(Kind.COMMANDS);
		closing.get(60, TimeUnit.SECONDS);
		assertThat(lease.isLost()).isFalse();
		assertThat(this.events).containsExactly("released a");
	}

	private String ownerKey() {
		List<?> keys = (List<?>) this.redis.command("KEYS", this.prefix + ":*:owner:a");
		return String.valueOf(keys.get(0));
	}

}
