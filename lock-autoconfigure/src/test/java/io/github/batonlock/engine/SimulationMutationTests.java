package io.github.batonlock.engine;

import java.util.stream.Stream;

import io.github.batonlock.engine.claim.Claim;
import io.github.batonlock.engine.claim.Owned;
import io.github.batonlock.engine.instance.Reclaimer;
import io.github.batonlock.engine.site.Hold;
import io.github.batonlock.engine.site.Site;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.dynamic.loading.ClassReloadingStrategy;
import net.bytebuddy.implementation.FixedValue;
import net.bytebuddy.implementation.Implementation;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Can the simulation find faults? One rule of the engine at a time is taken out, by
 * replacing a method of the running classes, and the same histories must fail.
 */
class SimulationMutationTests {

	private static final int HISTORIES = 1000;

	private static final Implementation NOTHING = StubMethod.INSTANCE;

	private static final Implementation YES = FixedValue.value(true);

	private static final Implementation NO = FixedValue.value(false);

	@BeforeAll
	static void allowToReplaceMethods() {
		ByteBuddyAgent.install();
	}

	static Stream<Mutation> mutations() {
		return Stream.of(
				new Mutation("a grant that overtook a reply is given back", type("site.Claims"), "find",
						FixedValue.nullValue()),
				new Mutation("the deadline ends no tenure", Owned.class, "over", NO),
				new Mutation("a woken caller does not look again", Claim.class, "checkDeadline", NOTHING),
				new Mutation("nobody waits for replicas", type("claim.Confirming"), "needed", NO),
				new Mutation("nothing is renewed", Owned.class, "advance", NOTHING),
				new Mutation("what nobody wants is kept", Reclaimer.class, "giveBack", NOTHING),
				new Mutation("nobody polls", type("claim.Queued"), "pollAfter", FixedValue.value(Long.MAX_VALUE / 4)),
				new Mutation("a turn has no end", Owned.class, "mustHandOver", NO),
				new Mutation("tokens are taken that were not drawn", Owned.class, "hasToken", YES),
				new Mutation("nothing is released", type("claim.Releasing"), "send", NOTHING),
				new Mutation("each release is taken for one too many", type("claim.Releasing"), "forgotten", YES),
				new Mutation("waits have no end", type("site.Admission"), "giveUpOverdue", NOTHING),
				new Mutation("time changes nothing", Site.class, "tick", NOTHING),
				new Mutation("who was chosen stays so when the lock is lost", type("site.Admission"), "lost", NOTHING),
				new Mutation("no grant is heard", Site.class, "granted", NOTHING),
				new Mutation("a late grant is not confirmed", type("claim.Queued"), "confirm", FixedValue.self()),
				new Mutation("nobody hears that others wait", Site.class, "asked", NOTHING),
				new Mutation("min-hold is over at once", type("site.Rest"), "closed", NO),
				new Mutation("a stop does not keep the rest of min-hold", Claim.class, "leave", NOTHING),
				new Mutation("a caller gets the lease of another one", Claim.class, "fits", YES),
				new Mutation("no thread is woken", ThreadWaiter.class, "wake", NOTHING),
				new Mutation("who has given up goes on waiting", type("site.Admission"), "abandon", NOTHING),
				new Mutation("the end of a lease counts for nothing", Hold.class, "valid", YES));
	}

	private static Class<?> type(String name) {
		try {
			return Class.forName(Engine.class.getPackageName() + '.' + name);
		}
		catch (ClassNotFoundException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@MethodSource("mutations")
	void isFound(Mutation mutation) {
		ClassReloadingStrategy reloading = ClassReloadingStrategy.fromInstalledAgent();
		ByteBuddy byteBuddy = new ByteBuddy();
		byteBuddy.redefine(mutation.type)
			.method(ElementMatchers.named(mutation.method))
			.intercept(mutation.instead)
			.make()
			.load(mutation.type.getClassLoader(), reloading);
		try {
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> SimulatedHistories.run(HISTORIES))
				.withMessageStartingWith("History ");
		}
		finally {
			byteBuddy.redefine(mutation.type).make().load(mutation.type.getClassLoader(), reloading);
		}
	}

	/**
	 * A rule of the engine that is taken out.
	 *
	 * @param name what is wrong then
	 * @param type the class that keeps the rule
	 * @param method its method, all of that name
	 * @param instead what happens instead
	 */
	record Mutation(String name, Class<?> type, String method, Implementation instead) {

		@Override
		public String toString() {
			return this.name;
		}

	}

}
