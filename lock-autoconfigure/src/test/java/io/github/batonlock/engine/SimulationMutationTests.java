package io.github.batonlock.engine;

import java.util.stream.Stream;

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
		return Stream.of(new Mutation("a grant that overtook a reply is given back", Contender.class, "concerns", NO),
				new Mutation("the deadline ends no tenure", Tenure.class, "over", NO),
				new Mutation("a woken caller does not look again", Contender.class, "checkDeadline", NOTHING),
				new Mutation("nobody waits for replicas", Contender.class, "settled", YES),
				new Mutation("nothing is renewed", Upkeep.class, "advance", NOTHING),
				new Mutation("what nobody wants is kept", GiveBacks.class, "giveBack", NOTHING),
				new Mutation("nobody polls", Acquisition.class, "pollAfter", FixedValue.value(Long.MAX_VALUE / 4)),
				new Mutation("a turn has no end", Tenure.class, "mustHandOver", NO),
				new Mutation("tokens are taken that were not drawn", Tenure.class, "hasToken", YES),
				new Mutation("nothing is released", HandOver.class, "advance", NOTHING),
				new Mutation("each release is taken for one too many", HandOver.class, "forgotten", YES),
				new Mutation("waits have no end", Entrance.class, "giveUpOverdue", NOTHING),
				new Mutation("time changes nothing", Site.class, "tick", NOTHING),
				new Mutation("who was chosen stays so when the lock is lost", Entrance.class, "lost", NOTHING),
				new Mutation("no grant is heard", Contender.class, "granted", NOTHING),
				new Mutation("a late grant is not confirmed", Pursuit.class, "confirm", NOTHING),
				new Mutation("nobody hears that others wait", Contender.class, "asked", NOTHING),
				new Mutation("min-hold is over at once", Rest.class, "closed", NO),
				new Mutation("a stop does not keep the rest of min-hold", Upkeep.class, "leave", NOTHING),
				new Mutation("a caller gets the lease of another one", Tenure.class, "fits", YES),
				new Mutation("no thread is woken", ThreadWaiter.class, "wake", NOTHING),
				new Mutation("who has given up goes on waiting", Entrance.class, "abandon", NOTHING),
				new Mutation("the end of a lease counts for nothing", Hold.class, "valid", YES));
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
