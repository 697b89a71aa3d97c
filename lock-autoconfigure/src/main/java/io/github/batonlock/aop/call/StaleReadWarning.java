package io.github.batonlock.aop.call;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.github.batonlock.aop.lease.LockSet;
import io.github.batonlock.aop.observe.EarlierReads;
import io.github.batonlock.aop.operation.LockOperation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.util.function.SingletonSupplier;

/**
 * Warns once of each method that would go on under its lock with what was read before.
 */
final class StaleReadWarning {

	private static final Log logger = LogFactory.getLog(StaleReadWarning.class);

	private static final EarlierReads NOTHING = () -> null;

	/** Looked for at the first call: advisors come before it. */
	private final Supplier<EarlierReads> reads;

	private final Set<Method> warnedOf = ConcurrentHashMap.newKeySet();

	StaleReadWarning(@Nullable BeanFactory beans) {
		this.reads = SingletonSupplier
			.of(() -> (beans != null) ? beans.getBeanProvider(EarlierReads.class).getIfUnique(() -> NOTHING) : NOTHING);
	}

	/**
	 * Look at what the calling thread has read, before it acquires the locks of a call.
	 * Locks that it holds already were there before what it has read since.
	 * @param shared whether the call finds what was bound to its thread before
	 */
	void check(LockOperation operation, LockSet locks, BooleanSupplier shared) {
		EarlierReads reads = this.reads.get();
		Method method = operation.name().method();
		if (reads == NOTHING || this.warnedOf.contains(method)) {
			return;
		}
		String found = reads.find();
		if (found != null && shared.getAsBoolean() && !locks.isAnyHeld() && this.warnedOf.add(method)) {
			logger.warn(operation.description() + " may work with stale data: there was " + found + " before lock '"
					+ locks + "' was acquired, by open-in-view or a transaction around. What it "
					+ "has read it does not read again, and so it overwrites what other holders of the lock have "
					+ "written. Set spring.jpa.open-in-view to false, acquire the lock outside of the transaction, "
					+ "refresh entities under the lock, or give them a @Version. This is told once per method; see "
					+ "'JPA reads what it has read before' in docs/annotation/transactions.md");
		}
	}

}
