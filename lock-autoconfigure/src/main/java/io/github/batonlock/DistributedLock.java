package io.github.batonlock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Runs a method while a distributed lock is held, so that it runs once at a time across
 * all JVMs that share the store.
 * <p>
 * The lock is acquired before, and released after, any transaction that the method itself
 * opens. Within a running transaction, the lock is kept until the transaction has
 * completed. A transaction whose lock has been lost is rolled back. If the method returns
 * a {@code CompletionStage}, a publisher, or a Kotlin flow, or is a suspending function,
 * no thread is blocked while the call waits for the lock, and the lock is held until the
 * result has completed. Other asynchronous results are refused at startup. Calls that do
 * not pass the Spring proxy, such as calls within the same object, are not locked.
 * <p>
 * On a class or an interface, the annotation applies to all public methods of the bean,
 * except for methods of {@link Object} and inherited final methods. An annotation on a
 * method takes precedence. The annotation may be used as a meta-annotation. It is also
 * found on methods of interfaces and on overridden methods.
 * <p>
 * An annotation that cannot work fails the startup of the application: a name that cannot
 * be evaluated, a text that is not a duration, or a method that no proxy can intercept.
 * If the evaluation of a name fails during a call, the call fails with an
 * {@link IllegalArgumentException} that names the annotation and the method. In that
 * case, nothing is locked, and the method does not run.
 */
@Target({ ElementType.METHOD, ElementType.TYPE })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface DistributedLock {

	/**
	 * Alias for {@link #name()}.
	 * @return the names
	 */
	@AliasFor("name")
	String[] value() default {};

	/**
	 * Name of the lock: a literal ({@code order}), a template ({@code order:#{#id}}), or
	 * a SpEL expression ({@code #id}, {@code 'order:' + #id}). Expressions can refer to
	 * arguments by name and as {@code #p0}, {@code #a0}, to {@code method},
	 * {@code target}, and {@code args} of {@code #root}, and to beans as {@code @name}. A
	 * value must not be null or blank, and must have a {@code toString} of its own.
	 * Placeholders are resolved first.
	 * <p>
	 * An expression whose value is a collection or another iterable, an array, or a
	 * stream gives one name for each element. All names are locked before the method
	 * runs, each once and in their natural order, so that callers do not wait for each
	 * other in a circle. The shortest {@code timeout} of all names applies to the whole
	 * acquisition. If one lock cannot be acquired, the others are released. An empty
	 * collection locks nothing, and the method runs.
	 * @return the name, or several names
	 */
	@AliasFor("value")
	String[] name() default {};

	/**
	 * SpEL expression whose value is appended to each name, after a colon. It can refer
	 * to everything that {@link #name()} can refer to, and may also have several values.
	 * @return the expression, empty for none
	 */
	String key() default "";

	/**
	 * How long to wait for the lock, such as {@code 5s} or {@code PT5S}; {@code 0s} for a
	 * single try. Placeholders are resolved.
	 * @return the time, empty for the configured value
	 */
	String timeout() default "";

	/**
	 * When the lease ends although the method still runs, in the format of
	 * {@link #timeout()}; {@code 0s} for never.
	 * @return the time, empty for the configured value
	 */
	String maxHold() default "";

	/**
	 * How long the lock stays taken after it was acquired, even if the method returns
	 * earlier, in the format of {@link #timeout()}. Must not be longer than
	 * {@link #maxHold()}.
	 * @return the time, empty for the configured value
	 */
	String minHold() default "";

	/**
	 * How to wait for the lock.
	 * @return the waiting mode
	 */
	Waiting waiting() default Waiting.DEFAULT;

	/**
	 * Bean name of the {@link LockRegistry}, for applications with several registries.
	 * Placeholders are resolved.
	 * @return the name, empty for {@code distributedLockRegistry}
	 */
	String registry() default "";

	/**
	 * What to do if others hold the lock for the whole time of the wait.
	 * @return the policy
	 */
	OnTimeout onTimeout() default OnTimeout.THROW;

	/**
	 * When to release a lock that was acquired within a running transaction.
	 * @return the time of the release
	 */
	Release release() default Release.AFTER_COMPLETION;

	/**
	 * What to do if the store cannot be reached, so that it is unknown whether the lock
	 * is free. {@link #onTimeout()} never applies in this case.
	 * @return the policy
	 */
	OnUnavailable onUnavailable() default OnUnavailable.THROW;

	/**
	 * Bean name of the {@link LockFailureHandler} if {@link #onTimeout()} or
	 * {@link #onUnavailable()} is {@code HANDLE}. Placeholders are resolved.
	 * @return the name, empty for the only bean of that type
	 */
	String handler() default "";

	/**
	 * Policy for a lock that cannot be acquired in time.
	 */
	enum OnTimeout {

		/**
		 * Throw {@link LockAcquisitionTimeoutException}.
		 */
		THROW,

		/**
		 * Do not run the method, and return {@code null} or an empty
		 * {@link java.util.Optional} to the caller. Refused at startup for primitive
		 * results.
		 */
		SKIP,

		/**
		 * Let a {@link LockFailureHandler} decide.
		 */
		HANDLE

	}

	/**
	 * Policy for a lock whose store cannot be reached.
	 */
	enum OnUnavailable {

		/**
		 * Throw {@link LockUnavailableException}.
		 */
		THROW,

		/**
		 * Do not run the method, as with {@link OnTimeout#SKIP}, and log a warning.
		 */
		SKIP,

		/**
		 * Let a {@link LockFailureHandler} decide.
		 */
		HANDLE,

		/**
		 * Run the method <b>without the lock</b>, possibly at the same time as elsewhere,
		 * and log a warning. For work that should rather run twice than not at all.
		 */
		PROCEED

	}

	/**
	 * Time at which a lock that was acquired within a running transaction is released.
	 */
	enum Release {

		/**
		 * When the transaction has completed, so that the next holder sees its changes.
		 * If the transaction attribute of the method keeps the method out of that
		 * transaction ({@code REQUIRES_NEW}, {@code NOT_SUPPORTED}, and {@code NEVER}),
		 * when the method returns.
		 */
		AFTER_COMPLETION,

		/**
		 * When the method returns, although its changes are not committed yet.
		 */
		ON_RETURN

	}

}
