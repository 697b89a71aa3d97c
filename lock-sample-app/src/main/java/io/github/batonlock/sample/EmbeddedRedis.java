package io.github.batonlock.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * A Redis for all instances on this machine if none is configured. An instance that finds
 * none starts one; if several do so at once, one of them gets the port. The Redis
 * outlives the instance that started it, is restarted if it ends, and is stopped by the
 * last instance that leaves.
 */
class EmbeddedRedis implements DataRedisConnectionDetails, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedRedis.class);

	private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

	private static final String HOST = LOOPBACK.getHostAddress();

	private static final String LEAVING = "leaving";

	private static final Duration PATIENCE = Duration.ofSeconds(2);

	private final int port;

	private boolean left;

	EmbeddedRedis(int port) {
		this.port = port;
		try {
			startIfNeeded();
		}
		catch (IllegalStateException ex) {
			throw new InvalidConfigurationPropertyValueException("spring.data.redis.host", null, ex.getMessage());
		}
	}

	@Override
	public Standalone getStandalone() {
		return Standalone.of(HOST, this.port);
	}

	@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
	void keepRunning() {
		try {
			startIfNeeded();
		}
		catch (IllegalStateException ex) {
			logger.warn(ex.getMessage());
		}
	}

	@Override
	public synchronized void destroy() {
		this.left = true;
		RedisURI uri = RedisURI.builder()
			.withHost(HOST)
			.withPort(this.port)
			.withTimeout(PATIENCE)
			.withClientName(LEAVING)
			.build();
		try (RedisClient client = RedisClient.create(uri);
				StatefulRedisConnection<String, String> connection = client.connect()) {
			if (connection.sync().clientList().lines().allMatch((other) -> other.contains(" name=" + LEAVING + " "))) {
				connection.sync().shutdown(false);
			}
		}
		catch (RedisException ex) {
			logger.info("No Redis to stop: {}", ex.getMessage());
		}
	}

	private synchronized void startIfNeeded() {
		if (!this.left && !answers()) {
			RedisProgram.start(HOST, this.port, this::answers);
			logger.info("Found no Redis, so one was started on {}:{}", HOST, this.port);
		}
	}

	private boolean answers() {
		try (Socket socket = new Socket()) {
			socket.setSoTimeout((int) PATIENCE.toMillis());
			socket.connect(new InetSocketAddress(LOOPBACK, this.port), (int) PATIENCE.toMillis());
			socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
			return "+PONG"
				.equals(new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
					.readLine());
		}
		catch (IOException ex) {
			return false;
		}
	}

}
