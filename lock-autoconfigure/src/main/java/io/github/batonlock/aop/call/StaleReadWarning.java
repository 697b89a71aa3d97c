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
 * Warns, once per method, of calls that would work under their lock with data that was
 * read before.
 */
final class StaleReadWarning {

	private static final Log logger = LogFactory.getLog(StaleReadWarning.class);

	private static final EarlierReads NOTHING = () -> null;

	/** Looked up at the first call, as advisors are created before it. */
	private final Supplier<EarlierReads> reads;

	private final Set<Method> warnedOf = ConcurrentHashMap.newKeySet();

	StaleReadWarning(@Nullable BeanFactory beans) {
		this.reads = SingletonSupplier
			.of(() -> (beans != null) ? beans.getBeanProvider(EarlierReads.class).getIfUnique(() -> NOTHING) : NOTHING);
	}

	/**
	 * Checks for data that the calling thread has read before it acquires the locks of a
	 * call. Data read under a lock that the thread already holds is not stale.
	 * @param shared whether the call uses the resources that are bound to its thread
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
					+ locks + "' was acquired, from open-in-view or an outer transaction. Its "
					+ "data is not read again under the lock, so changes of other holders may be overwritten. Set spring.jpa.open-in-view to false, acquire the lock outside of the transaction, "
					+ "refresh entities under the lock, or give them a @Version. Logged once per method; see "
					+ "'JPA reads what it has read before' in docs/annotation/transactions.md");
		}
	}

}
