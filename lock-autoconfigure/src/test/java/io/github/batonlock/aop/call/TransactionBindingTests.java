package io.github.batonlock.aop.call;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;

import io.github.batonlock.DistributedLock;
import io.github.batonlock.Lease;
import io.github.batonlock.LeasedLock;
import io.github.batonlock.LockLostException;
import io.github.batonlock.aop.operation.LockOperation;
import io.github.batonlock.aop.operation.LockOperationSource;
import io.github.batonlock.testing.TestLocks;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.NameMatchTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/**
 * When the lease of a call within a transaction ends.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class TransactionBindingTests {

	private final LockOperationSource operations = new LockOperationSource((text) -> text);

	private final Lease lease = mock();

	private final LeasedLock lock = mock();

	private LockInvoker invoker = new LockInvoker(() -> (name, options) -> this.lock, null, true);

	private JdbcTransactionManager manager;

	@BeforeEach
	void start() {
		JdbcDataSource database = new JdbcDataSource();
		database.setURL("jdbc:h2:mem:binding");
		this.manager = new JdbcTransactionManager(database);
		given(this.lock.acquire()).willReturn(this.lease);
		given(this.lease.name()).willReturn("a");
		given(this.lease.isValid()).willReturn(true);
	}

	@AfterEach
	void nothingIsLeftOnTheThread() {
		loseLease();
		assertThatCode(GuardedLease::ensureAllValid).doesNotThrowAnyException();
		assertThat(TransactionSynchronizationManager.isSynchronizationActive()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "required", "supports", "mandatory", "nested" })
	void keepsTheLeaseUntilTheTransactionHasCommitted(String method) {
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			call(method);
			verify(this.lease, never()).close();
		});
		verify(this.lease).close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "requiresNew", "notSupported", "never", "onReturn" })
	void closesTheLeaseOnReturnOutsideOfTransaction(String method) {
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			call(method);
			verify(this.lease).close();
		});
		verify(this.lease).close();
	}

	@Test
	void usesTheAttributeSourceBean() {
		Properties attributes = new Properties();
		attributes.setProperty("pla*", "PROPAGATION_REQUIRES_NEW");
		NameMatchTransactionAttributeSource source = new NameMatchTransactionAttributeSource();
		source.setProperties(attributes);
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("source", source);
		this.invoker = new LockInvoker(() -> (name, options) -> this.lock, beans, true);
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			call("plain");
			verify(this.lease).close();
		});
	}

	@Test
	void closesTheLeaseWhenTheCallReturnsWithoutTransaction() {
		call("plain");
		verify(this.lease).close();
	}

	@Test
	void closesTheLeaseOnReturnInSupportsScope() {
		inTransaction(TransactionDefinition.PROPAGATION_SUPPORTS, () -> {
			call("plain");
			verify(this.lease).close();
		});
	}

	@Test
	void keepsTheLeaseUntilTheTransactionHasRolledBack() {
		assertThatIllegalStateException()
			.isThrownBy(() -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				try {
					call("plain", () -> {
						throw new IllegalStateException("failed");
					});
				}
				finally {
					verify(this.lease, never()).close();
				}
			}))
			.withMessage("failed");
		verify(this.lease).close();
	}

	@Test
	void closesTheLeaseWhenOutcomeIsUnknown() {
		this.manager = new JdbcTransactionManager(this.manager.getDataSource()) {

			@Override
			protected void doCommit(DefaultTransactionStatus status) {
				verify(TransactionBindingTests.this.lease, never()).close();
				throw new TransactionSystemException("unknown");
			}

		};
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> call("plain")));
		verify(this.lease).close();
	}

	@Test
	void keepsTheLeaseWhileTheTransactionIsSuspended() {
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			call("plain");
			inTransaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> {
			});
			inTransaction(TransactionDefinition.PROPAGATION_NOT_SUPPORTED, () -> {
			});
			verify(this.lease, never()).close();
		});
		verify(this.lease).close();
	}

	@Test
	void keepsTheLeaseForTheInnerTransaction() {
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			inTransaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> {
				call("plain");
				verify(this.lease, never()).close();
			});
			verify(this.lease).close();
		});
	}

	@Test
	void keepsTheLeaseBeyondSavepoints() {
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			assertThatIllegalStateException()
				.isThrownBy(() -> inTransaction(TransactionDefinition.PROPAGATION_NESTED, () -> {
					call("plain");
					throw new IllegalStateException("back to the savepoint");
				}));
			verify(this.lease, never()).close();
		});
		verify(this.lease).close();
	}

	@Test
	void keepsBothEntriesOfAThreadThatReenters() {
		try (TestLocks locks = new TestLocks()) {
			this.invoker = new LockInvoker(locks::here, null, true);
			inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				call("plain");
				call("plain");
				call("onReturn");
				assertThat(locks.isHeldHere("a")).isTrue();
				assertThat(locks.isFree("a")).isFalse();
			});
			assertThat(locks.isHeldHere("a")).isFalse();
			assertThat(locks.isFree("a")).isTrue();
		}
	}

	@Test
	void otherThreadMayCompleteTheTransaction() throws InterruptedException {
		try (TestLocks locks = new TestLocks()) {
			this.invoker = new LockInvoker(locks::here, null, true);
			TransactionSynchronizationManager.initSynchronization();
			TransactionSynchronizationManager.setActualTransactionActive(true);
			call("plain");
			List<TransactionSynchronization> completion = TransactionSynchronizationManager.getSynchronizations();
			TransactionSynchronizationManager.clear();
			assertThat(locks.isFree("a")).isFalse();
			Thread other = new Thread(() -> TransactionSynchronizationUtils.invokeAfterCompletion(completion,
					TransactionSynchronization.STATUS_COMMITTED));
			other.start();
			other.join();
			assertThat(locks.isFree("a")).isTrue();
		}
	}

	@Test
	void completesSynchronizationsOfTheCallUnderTheLease() {
		List<String> heard = new ArrayList<>();
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> call("plain",
				() -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCompletion(int status) {
						verify(TransactionBindingTests.this.lease, never()).close();
						heard.add("completed");
					}

				})));
		assertThat(heard).containsExactly("completed");
		verify(this.lease).close();
	}

	@Test
	void closesTheLeaseWhenTheCallHasEndedTheTransaction() {
		TransactionSynchronizationManager.initSynchronization();
		TransactionSynchronizationManager.setActualTransactionActive(true);
		call("plain", TransactionSynchronizationManager::clear);
		verify(this.lease).close();
	}

	@Test
	void closesTheLeaseWhenTheAttributeCannotBeFound() {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("source", new NameMatchTransactionAttributeSource() {

			@Override
			public TransactionAttribute getTransactionAttribute(Method method, Class<?> targetClass) {
				throw new IllegalStateException("no attribute");
			}

		});
		this.invoker = new LockInvoker(() -> (name, options) -> this.lock, beans, true);
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			assertThatIllegalStateException().isThrownBy(() -> call("plain")).withMessage("no attribute");
			verify(this.lease).close();
		});
	}

	@Test
	void lostLeaseRollsBackWithManagerThatIsNoBean() {
		List<Integer> completions = new ArrayList<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				call("plain");
				noteCompletion(completions);
				loseLease();
			}))
			.withMessage("Lock 'a' was lost: gone");
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_ROLLED_BACK);
		verify(this.lease).close();
	}

	@Test
	void keptLeaseDoesNotStopOtherTransactions() {
		new TransactionGuard().postProcessAfterInitialization(this.manager, "manager");
		List<Integer> completions = new ArrayList<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				call("plain");
				loseLease();
				inTransaction(TransactionDefinition.PROPAGATION_REQUIRES_NEW, () -> noteCompletion(completions));
			}));
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_COMMITTED);
	}

	@Test
	void anyOuterCallStopsTheTransaction() {
		new TransactionGuard().postProcessAfterInitialization(this.manager, "manager");
		Lease valid = mock();
		given(valid.isValid()).willReturn(true);
		List<Integer> completions = new ArrayList<>();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> call("plain", () -> {
			given(this.lock.acquire()).willReturn(valid);
			call("plain", () -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				noteCompletion(completions);
				loseLease();
			}));
		})).withMessage("Lock 'a' was lost: gone");
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_ROLLED_BACK);
		verify(valid).close();
		verify(this.lease).close();
	}

	@Test
	void lostLeaseIsLoggedOnceIfConfigured(CapturedOutput output) {
		this.invoker = new LockInvoker(() -> (name, options) -> this.lock, null, false);
		new TransactionGuard().postProcessAfterInitialization(this.manager, "manager");
		List<Integer> completions = new ArrayList<>();
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			call("plain");
			noteCompletion(completions);
			loseLease();
		});
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_COMMITTED);
		assertThat(output).containsOnlyOnce("Lock 'a' was lost before the transaction under it was committed");
		verify(this.lease).close();
	}

	@Test
	void rollsBackWhenReleaseBeforeCommitFindsNoLock() {
		List<Integer> completions = new ArrayList<>();
		forgetLease();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
				noteCompletion(completions);
				call("onReturn");
			}));
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_ROLLED_BACK);
	}

	@Test
	void releaseAfterCommitThatFindsNoLockIsIgnored() {
		List<Integer> completions = new ArrayList<>();
		forgetLease();
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			noteCompletion(completions);
			call("plain");
		});
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_COMMITTED);
		verify(this.lease).close();
	}

	@Test
	void lossFoundByCommitIsNotSuppressedInItself() {
		new TransactionGuard().postProcessAfterInitialization(this.manager, "manager");
		assertThatExceptionOfType(LockLostException.class).isThrownBy(
				() -> call("plain", () -> inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, this::loseLease)))
			.satisfies((loss) -> assertThat(loss).hasNoSuppressedExceptions());
	}

	@Test
	void closedLeaseDoesNotStopCommit() {
		new TransactionGuard().postProcessAfterInitialization(this.manager, "manager");
		List<Integer> completions = new ArrayList<>();
		inTransaction(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			call("onReturn");
			noteCompletion(completions);
			loseLease();
		});
		assertThat(completions).containsExactly(TransactionSynchronization.STATUS_COMMITTED);
	}

	private static void noteCompletion(List<Integer> completions) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCompletion(int status) {
				completions.add(status);
			}

		});
	}

	/**
	 * Redis does not know the lock any more, which only its answer to the release tells.
	 */
	private void forgetLease() {
		willAnswer((close) -> {
			loseLease();
			return null;
		}).given(this.lease).close();
	}

	private void loseLease() {
		given(this.lease.isValid()).willReturn(false);
		given(this.lease.isLost()).willReturn(true);
		willThrow(new LockLostException("a", "gone")).given(this.lease).ensureValid();
	}

	private void inTransaction(int propagation, Runnable work) {
		TransactionTemplate template = new TransactionTemplate(this.manager);
		template.setPropagationBehavior(propagation);
		template.executeWithoutResult((status) -> work.run());
	}

	private void call(String method) {
		call(method, () -> {
		});
	}

	private void call(String name, Runnable body) {
		Method method = Arrays.stream(Methods.class.getDeclaredMethods())
			.filter((candidate) -> candidate.getName().equals(name))
			.findFirst()
			.orElseThrow();
		LockOperation operation = this.operations.find(method, Methods.class);
		try {
			this.invoker.invoke(operation, new Methods(), new Object[0], () -> {
				body.run();
				return null;
			});
		}
		catch (RuntimeException | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	static class Methods {

		@DistributedLock("a")
		void plain() {
		}

		@DistributedLock(name = "a", release = DistributedLock.Release.ON_RETURN)
		void onReturn() {
		}

		@Transactional
		@DistributedLock("a")
		void required() {
		}

		@Transactional(propagation = Propagation.SUPPORTS)
		@DistributedLock("a")
		void supports() {
		}

		@Transactional(propagation = Propagation.MANDATORY)
		@DistributedLock("a")
		void mandatory() {
		}

		@Transactional(propagation = Propagation.NESTED)
		@DistributedLock("a")
		void nested() {
		}

		@Transactional(propagation = Propagation.REQUIRES_NEW)
		@DistributedLock("a")
		void requiresNew() {
		}

		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		@DistributedLock("a")
		void notSupported() {
		}

		@Transactional(propagation = Propagation.NEVER)
		@DistributedLock("a")
		void never() {
		}

	}

}
