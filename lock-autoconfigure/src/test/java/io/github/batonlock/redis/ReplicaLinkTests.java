package io.github.batonlock.redis;

import org.junit.jupiter.api.Test;

import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.data.redis.connection.RedisClusterConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ReplicaLink}.
 */
class ReplicaLinkTests {

	@Test
	void refusesAClusterOfAnyDriver() {
		RedisClusterConnection connection = mock(RedisClusterConnection.class);
		RedisConnectionFactory factory = mock(RedisConnectionFactory.class);
		given(factory.getConnection()).willReturn(connection);
		assertThatExceptionOfType(InvalidDataAccessApiUsageException.class).isThrownBy(() -> ReplicaLink.open(factory))
			.withMessage(Replicas.NO_CLUSTER);
		then(connection).should().close();
	}

}
