package io.github.batonlock.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.batonlock.Lease;
import io.github.batonlock.LockRegistry;
import io.github.batonlock.testing.RedisServer;
import io.github.batonlock.testing.ServerCertificate;
import io.github.batonlock.testing.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * User, password and TLS by nothing but the properties of Spring Boot. TLS ends in a
 * proxy, since not every Redis is built with it.
 */
class TlsIntegrationTests {

	private final ServerCertificate certificate = new ServerCertificate();

	private RedisServer redis;

	private TcpProxy tls;

	private ApplicationContextRunner runner;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
		this.redis.command("ACL", "SETUSER", "shop", "on", ">secret", "+@all", "~*", "&*");
		this.tls = new TcpProxy(this.redis, this.certificate.serverSockets());
		this.runner = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, DataRedisAutoConfiguration.class,
					DistributedLockAutoConfiguration.class))
			.withPropertyValues("spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + this.tls.port(),
					"spring.data.redis.username=shop", "spring.data.redis.password=secret",
					"spring.data.redis.ssl.bundle=redis",
					"spring.ssl.bundle.jks.redis.truststore.location=" + this.certificate.store().toUri(),
					"spring.ssl.bundle.jks.redis.truststore.type=PKCS12",
					"spring.ssl.bundle.jks.redis.truststore.password=" + ServerCertificate.PASSWORD,
					"distributed-lock.lease=1h");
	}

	@AfterEach
	void stop() {
		this.tls.close();
		this.redis.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "lettuce", "jedis" })
	void commandsAndMessagesGoThroughTls(String driver) {
		ApplicationContextRunner application = this.runner
			.withPropertyValues("spring.data.redis.client-type=" + driver);
		application.run((here) -> application.run((there) -> {
			await().until(() -> subscriptions() == 2);
			Lease lease = here.getBean(LockRegistry.class).obtain("a").acquireAsync().get(20, TimeUnit.SECONDS);
			CompletableFuture<Lease> waiter = there.getBean(LockRegistry.class).obtain("a").acquireAsync();
			await().until(() -> String.valueOf(this.redis.command("KEYS", "*")).contains("queue"));
			lease.close();
			// by a message, as it would ask for itself only after twenty minutes
			waiter.get(20, TimeUnit.SECONDS).close();
			assertThat(String.valueOf(this.redis.command("ACL", "LOG"))).isEqualTo("[]");
		}));
	}

	private long subscriptions() {
		return String.valueOf(this.redis.command("CLIENT", "LIST"))
			.lines()
			.filter((client) -> client.contains(" user=shop ") && client.contains(" sub=1 "))
			.count();
	}

}
