package io.github.batonlock;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.core.annotation.AliasFor;

/**
 * Runs a method while a distributed lock is held, so that it runs one at a time across
 * all JVMs that share the store.
 * <p>
 * The lock is acquired before, and released after, any transaction that the method opens
 * itself. Within a transaction that runs already it is kept until that one has completed.
 * A transaction whose lock has been lost is rolled back. Where the method returns a
 * {@code CompletionStage}, a publisher or a Kotlin flow, or is a suspending function, the
 * lock is awaited without a thread and held until that result has ended; other
 * asynchronous results are refused at start-up. Calls that do not pass the Spring proxy,
 * such as those of a method of the same object, are not locked.
 * <p>
 * On a class or an interface it holds for all public methods of the bean, but those of
 * {@link Object} and final ones that the bean inherits; the annotation of a method goes
 * before it. It may be composed into other annotations, and is found on the methods of
 * interfaces and overridden ones.
 * <p>
 * What cannot work fails the start of the application: names that no call could evaluate,
 * texts that are no durations, and methods that no proxy can intercept. What goes wrong
 * with a name at a call is an {@link IllegalArgumentException} with annotation and
 * method; nothing is locked then, and the method is not run.
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
	 * a SpEL expression ({@code #id}, {@code 'order:' + #id}). Arguments are known by
	 * name, and as {@code #p0}, {@code #a0}; {@code #root} has {@code method},
	 * {@code target} and {@code args}; beans are {@code @name}. No value may be null or
	 * blank, or an object without a text of its own. Placeholders are resolved first.
	 * <p>
	 * An expression whose value is a collection or another iterable, an array or a stream
	 * gives one name for each element. All of several names are acquired before the
	 * method runs, each once and in their natural order, so that callers do not wait for
	 * each other in a circle; within one {@code timeout}, the shortest of those that hold
	 * for them; and if one is not had the others are released. An empty collection locks
	 * nothing, and the method runs.
	 * @return the name, or several
	 */
	@AliasFor("value")
	String[] name() default {};

	/**
	 * SpEL expression whose value is appended to each name, after a colon. It knows what
	 * {@link #name()} knows, and may have several values too.
	 * @return the expression, empty for none
	 */
	String key() default "";

	/**
	 * How long to wait for the lock, like {@code 5s} or {@code PT5S}; {@code 0s} for one
	 * try. Placeholders are resolved.
	 * @return the time, empty for what is configured
	 */
	String timeout() default "";

	/**
	 * When the lease ends although the method still runs, written like
	 * {@link #timeout()}; {@code 0s} for never.
	 * @return the time, empty for what is configured
	 */
	String maxHold() default "";

	/**
	 * For how long after it was acquired the lock stays taken, even if the method returns
	 * earlier, written like {@link #timeout()}. Not longer than {@link #maxHold()}.
	 * @return the time, empty for what is configured
	 */
	String minHold() default "";

	/**
	 * How to wait.
	 * @return the way
	 */
	Waiting waiting() default Waiting.DEFAULT;

	/**
	 * Name of the bean that is the {@link LockRegistry}, where there are several.
	 * Placeholders are resolved.
	 * @return the name, empty for {@code distributedLockRegistry}
	 */
	String registry() default "";

	/**
	 * What happens when others hold the lock for all the time that is waited.
	 * @return what happens
	 */
	OnTimeout onTimeout() default OnTimeout.THROW;

	/**
	 * When the lock is released that was acquired within a running transaction.
	 * @return when it is released
	 */
	Release release() default Release.AFTER_COMPLETION;

	/**
	 * What happens when the store cannot be reached, so that nobody knows whether the
	 * lock is free. {@link #onTimeout()} never applies then.
	 * @return what happens
	 */
	OnUnavailable onUnavailable() default OnUnavailable.THROW;

	/**
	 * Name of the bean that is the {@link LockFailureHandler}, where {@link #onTimeout()}
	 * or {@link #onUnavailable()} is {@code HANDLE}. Placeholders are resolved.
	 * @return the name, empty for the only bean of that type
	 */
	String handler() default "";

	/**
	 * What happens when a lock is not had in time.
	 */
	enum OnTimeout {

		/**
		 * {@link LockAcquisitionTimeoutException} is thrown.
		 */
		THROW,

		/**
		 * The method is not run; the caller gets {@code null} or an empty
		 * {@link java.util.Optional}. Refused at start-up for primitive results.
		 */
		SKIP,

		/**
		 * A {@link LockFailureHandler} decides.
		 */
		HANDLE

	}

	/**
	 * What happens when the store of a lock cannot be reached.
	 */
	enum OnUnavailable {

		/**
		 * {@link LockUnavailableException} is thrown.
		 */
		THROW,

		/**
		 * The method is not run, as with {@link OnTimeout#SKIP}; a warning is logged.
		 */
		SKIP,

		/**
		 * A {@link LockFailureHandler} decides.
		 */
		HANDLE,

		/**
		 * The method is run <b>without the lock</b>, possibly at the same time as
		 * elsewhere; a warning is logged. For work that had better be done twice than not
		 * at all.
		 */
		PROCEED

	}

	/**
	 * When a lock is released that was acquired within a running transaction.
	 */
	enum Release {

		/**
		 * When the transaction has completed, so that the next holder sees what it has
		 * written. When the method returns, if the method's own transaction attribute
		 * keeps it out of that transaction: {@code REQUIRES_NEW}, {@code NOT_SUPPORTED}
		 * and {@code NEVER}.
		 */
		AFTER_COMPLETION,

		/**
		 * When the method returns, although what it has written is not committed yet.
		 */
		ON_RETURN

	}

}
