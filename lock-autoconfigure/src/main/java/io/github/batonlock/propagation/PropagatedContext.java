package io.github.batonlock.propagation;

import io.github.batonlock.aop.observe.CallerContext;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;

/**
 * Carries the thread locals that are registered with Micrometer's context propagation.
 */
public final class PropagatedContext implements CallerContext {

	private final ContextSnapshotFactory snapshots;

	/**
	 * Creates it.
	 * @param snapshots captures thread locals
	 */
	public PropagatedContext(ContextSnapshotFactory snapshots) {
		this.snapshots = snapshots;
	}

	@Override
	public Captured capture() {
		ContextSnapshot snapshot = this.snapshots.captureAll();
		return () -> snapshot.setThreadLocals()::close;
	}

}
