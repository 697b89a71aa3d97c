package io.github.batonlock.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/**
 * A wait for a lock has ended.
 */
@Name(LockWaitEvent.NAME)
@Label("Lock Wait")
@Category("Distributed Lock")
@Description("A wait for a distributed lock has ended")
final class LockWaitEvent extends Event {

	static final String NAME = "io.github.batonlock.LockWait";

	@Label("Lock")
	String lock = "";

	@Label("Waited")
	@Timespan
	long waited;

	@Label("Outcome")
	@Description("acquired, timeout, unavailable or interrupted")
	String outcome = "";

}
