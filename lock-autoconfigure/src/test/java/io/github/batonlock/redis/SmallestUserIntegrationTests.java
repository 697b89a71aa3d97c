package io.github.batonlock.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.EngineLockRegistry;
import io.github.batonlock.store.Whereabouts;
import io.github.batonlock.testing.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Locks of a user with the permissions of {@code docs/security.md}, and with fewer.
 */
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class SmallestUserIntegrationTests {

	private static final LockOptions SHORT = LockOptions.builder()
		.lease(Duration.ofSeconds(3))
		.timeout(Duration.ofSeconds(2))
		.build();

	private static final String IN_SCRIPT = "The user executing the script can't run this command";

	private final List<String> told = new ArrayList<>();

	private final Instances instances = new Instances("lock");

	private RedisServer redis;

	@BeforeEach
	void startRedis() {
		this.redis = RedisServer.start();
	}

	@AfterEach
	void stop() {
		this.instances.close();
		this.redis.close();
	}

	@ParameterizedTest
	@EnumSource
	void handsOverByPubSub(Driver driver, CapturedOutput output) throws Exception {
		RedisStandaloneConfiguration user = SmallestUser.create(this.redis);
		for (int i = 0; i < 2; i++) {
			this.instances.start(driver, user);
		}
		await().until(() -> LockProbe.subscriptions(this.redis, "lock") == 2);
		this.instances.contend("a", LockOptions.builder().build(), 2, 400);
		assertThat(this.redis.command("DBSIZE")).isEqualTo(0L);
		assertThat((List<?>) this.redis.command("ACL", "LOG")).as("refused but for the look at maxmemory-policy")
			.allSatisfy(
					(refused) -> assertThat(refused.toString()).containsAnyOf("object, info", "object, config|get"));
		assertThat(output.getAll()).doesNotContain("WARN", "ERROR");
	}

	@ParameterizedTest
	@EnumSource
	void asksAnOwnerWhereItIs(Driver driver) {
		RedisStandaloneConfiguration user = SmallestUser.create(this.redis);
		EngineLockRegistry here = this.instances.start(driver, user);
		EngineLockRegistry there = this.instances.start(driver, user);
		await().until(() -> LockProbe.subscriptions(this.redis, "lock") == 2);
		try (Lease lease = there.obtain("a").acquire()) {
			assertThat(lease.isValid()).isTrue();
			await().until(() -> owner(here) != null);
			this.redis.command("ACL", "SETUSER", "shop", "-publish");
			assertThat(owner(here)).isNull();
		}
	}

	private static @Nullable Whereabouts owner(EngineLockRegistry asker) {
		return asker.inspector().locate("a", Objects.requireNonNull(asker.inspector().look("a", 1).owner()));
	}

	@Test
	void mayDoNothingElse() {
		SmallestUser.create(this.redis);
		String user = SmallestUser.command().get(2);
		for (String denied : List.of("SET shop:1 x", "GET shop:1", "PUBLISH news x", "SUBSCRIBE news", "KEYS *",
				"FLUSHALL", "CONFIG GET *", "ACL LIST")) {
			assertThat(dryRun(user, denied)).as(denied).isNotEqualTo("OK");
		}
		assertThat(dryRun(user, "SET lock:{1}:owner:a x")).isEqualTo("OK");
	}

	private Object dryRun(String user, String command) {
		return this.redis.command(("ACL DRYRUN " + user + " " + command).split(" "));
	}

	static Set<String> permissions() {
		return SmallestUser.consequences().keySet();
	}

	@Test
	void pageListsConsequenceOfEachPermission() {
		assertThat(permissions()).containsExactlyInAnyOrderElementsOf(SmallestUser.permissions());
	}

	/**
	 * With one driver: the server decides which commands it refuses.
	 */
	@ParameterizedTest
	@MethodSource("permissions")
	void missingPermissionHasListedConsequence(String permission, CapturedOutput output) {
		handOver(SmallestUser.create(this.redis, permission));
		String consequence = SmallestUser.consequences().get(permission);
		if (consequence.startsWith("`LockUnavailableException`")) {
			assertThat(this.told).anySatisfy((exception) -> assertThat(exception)
				.contains("LockUnavailableException: Lock 'a' is unavailable: Redis failed: ")
				.containsAnyOf("NOPERM", IN_SCRIPT));
		}
		else if (consequence.startsWith("WARN")) {
			await().untilAsserted(() -> assertThat(output.getAll()).contains("WARN")
				.containsAnyOf("Lock 'a' could not be released: ERR " + IN_SCRIPT, "Redis says: ERR " + IN_SCRIPT,
						"Redis says: NOPERM", "RedisCommandExecutionException: NOPERM"));
		}
		else if (!consequence.startsWith("not reliable")) {
			assertThat(consequence).startsWith("none");
			assertThat(output.getAll()).doesNotContain("WARN");
			assertThat(this.told).noneMatch((exception) -> exception.contains("LockUnavailableException"));
		}
		this.instances.close();
		assertThat(String.valueOf(this.redis.command("ACL", "LOG"))).contains("username, shop", denied(permission));
	}

	/**
	 * Returns the name in the log of the server: for a pattern, the key or channel
	 * itself.
	 */
	private static String denied(String permission) {
		return "object, " + permission.substring(1).replace("*", "");
	}

	/**
	 * Sends all commands, and records the exceptions.
	 */
	private void handOver(RedisStandaloneConfiguration user) {
		LeasedLock here = this.instances.start(Driver.LETTUCE, user).obtain("a", SHORT);
		LeasedLock there = this.instances.start(Driver.LETTUCE, user).obtain("a", SHORT);
		note(() -> {
			Lease lease = here.acquire();
			note(() -> there.acquire(Duration.ofSeconds(2)).close());
			CompletableFuture<Lease> waiter = there.acquireAsync();
			await().until(() -> waiter.isDone() || LockProbe.keys(this.redis, "lock:{*}:queue") > 0);
			note(lease::fencingToken);
			lease.close();
			note(() -> waiter.get(30, TimeUnit.SECONDS).close());
		});
		// known to be busy, so not tried by SET; long enough for a lease to expire that
		// was not released
		note(() -> there.acquire(Duration.ofSeconds(5)).close());
	}

	private void note(Action action) {
		try {
			action.run();
		}
		catch (Exception ex) {
			this.told.add(ex.toString());
		}
	}

	/**
	 * An action that may throw any exception.
	 */
	interface Action {

		void run() throws Exception;

	}

}
