package io.github.batonlock.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.github.batonlock.testing.RedisExtension;
import io.github.batonlock.testing.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link StartUpMessage}.
 */
@ExtendWith({ OutputCaptureExtension.class, RedisExtension.class })
class StartUpMessageTests {

	private static final Pattern LINE = Pattern.compile("INFO .*?(Distributed locks by Baton.*)");

	private static final Pattern INSTANCE = Pattern.compile("instance ([0-9a-z]+), ");

	private RedisServer redis;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DistributedLockAutoConfiguration.class));

	@Test
	void oneLineReportsTheSettings(CapturedOutput output) {
		withRedis()
			.withPropertyValues("distributed-lock.rules[0].name=order:*", "distributed-lock.lease=1500ms",
					"distributed-lock.timeout=90s", "distributed-lock.waiting=spin", "distributed-lock.key-prefix=shop")
			.run((context) -> assertThat(awaitLine(output)).matches("Distributed locks by Baton: "
					+ "instance [0-9a-z]+, store Redis, messages script, probe yes, key prefix shop, lease 1s500ms, timeout 1m30s, waiting spin, fencing on-demand, acknowledging replicas 0, rules 1"));
	}

	@Test
	void eachStartReportsItsInstance(CapturedOutput output) {
		this.runner.withPropertyValues("distributed-lock.type=local").run((context) -> {
			context.stop();
			context.start();
			assertThat(lines(output)).hasSize(2)
				.allSatisfy((line) -> assertThat(line).contains("store The local store"));
			assertThat(INSTANCE.matcher(String.join("\n", lines(output))).results().map(MatchResult::group).distinct())
				.hasSize(2);
		});
	}

	@Test
	void pageAboutOperationsShowsTheLine(CapturedOutput output) throws IOException {
		String page = Files.readString(Path.of("..", "docs", "operations.md"));
		withRedis()
			.withPropertyValues("distributed-lock.rules[0].name=order:*", "distributed-lock.rules[1].name=product:*")
			.run((context) -> {
				String line = awaitLine(output).replaceFirst("instance [0-9a-z]+,", "instance 3t0q9m2xk7b1c5ya,");
				assertThat(page).contains("\n" + line.replace("by Baton:", "by Baton 0.1.0:") + "\n");
			});
	}

	@Test
	void startDoesNotWaitForRedisAndKeepsTheLine(CapturedOutput output) {
		RedisServer down = RedisServer.notStarted();
		this.runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.port=" + down.port())
			.run((context) -> assertThat(lines(output)).isEmpty());
		assertThat(lines(output)).singleElement()
			.asString()
			.matches(".*: instance [0-9a-z]+, store Redis, messages unknown, probe no, .*");
	}

	private ApplicationContextRunner withRedis() {
		return this.runner.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=" + this.redis.host(),
					"spring.data.redis.port=" + this.redis.port());
	}

	private static String awaitLine(CapturedOutput output) {
		return await().atMost(30, TimeUnit.SECONDS).until(() -> lines(output), (lines) -> !lines.isEmpty()).get(0);
	}

	private static List<String> lines(CapturedOutput output) {
		return LINE.matcher(output).results().map((line) -> line.group(1)).toList();
	}

}
