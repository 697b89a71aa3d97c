package io.github.batonlock.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * Annotation for a test class whose locks are kept in memory, whatever
 * {@code application.yml} says, and that gets a {@link TestLocks} bean to simulate what
 * may happen to them and to see what did.
 * <p>
 * It goes with {@code @SpringBootTest}, with slices such as {@code @JdbcTest}, which get
 * {@code @DistributedLock} and the {@code LockRegistry} by it, and with
 * {@code @SpringJUnitConfig}. Timeouts, rules and all else are as configured. What a test
 * method simulated ends with it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@TestPropertySource(properties = { "distributed-lock.enabled=true", "distributed-lock.type=local" })
public @interface AutoConfigureTestLocks {

}
