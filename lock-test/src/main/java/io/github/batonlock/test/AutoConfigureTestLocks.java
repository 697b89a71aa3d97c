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
 * Annotation for a test class whose locks are kept in memory, regardless of
 * {@code application.yml}. A {@link TestLocks} bean simulates events of the locks and
 * records what happened.
 * <p>
 * It works with {@code @SpringBootTest}, with slices such as {@code @JdbcTest}, to which
 * it adds {@code @DistributedLock} and the {@code LockRegistry}, and with
 * {@code @SpringJUnitConfig}. Timeouts, rules, and everything else are as configured.
 * Simulations end with the test method.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
@TestPropertySource(properties = { "distributed-lock.enabled=true", "distributed-lock.type=local" })
public @interface AutoConfigureTestLocks {

}
