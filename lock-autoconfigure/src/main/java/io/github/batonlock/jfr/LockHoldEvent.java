package io.github.batonlock.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Timespan;

/**
 * A lock is no longer held.
 */
@Name(LockHoldEvent.NAME)
@Label("Lock Hold")
@Category("Distributed Lock")
@Description("A distributed lock was released or lost")
final class LockHoldEvent extends Event {

	static final String NAME = "io.github.batonlock.LockHold";

	@Label("Lock")
	String lock = "";

	@Label("Held")
	@Timespan
	long held;

	@Label("Lost")
	boolean lost;

}
