package io.github.batonlock;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.core.annotation.AliasFor;
import org.springframework.stereotype.Component;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMembers;

/**
 * Checks the dependencies between the packages and the conventions of the main code.
 */
class ArchitectureTests {

	private static final String API = "io.github.batonlock";

	private static final String STORE = API + ".store";

	private static final String INSPECT = API + ".inspect";

	private static final String ENGINE = API + ".engine";

	private static final String ENGINE_SITE = ENGINE + ".site";

	private static final String ENGINE_CLAIM = ENGINE + ".claim";

	private static final String ENGINE_INSTANCE = ENGINE + ".instance";

	private static final String ENGINE_SUPPORT = ENGINE + ".support";

	private static final String LOCAL = API + ".local";

	private static final String REDIS = API + ".redis";

	private static final String JDBC = API + ".jdbc";

	private static final String AOP = API + ".aop";

	private static final String AOP_CALL = AOP + ".call";

	private static final String AOP_LEASE = AOP + ".lease";

	private static final String AOP_OPERATION = AOP + ".operation";

	private static final String AOP_NAME = AOP + ".name";

	private static final String AOP_OBSERVE = AOP + ".observe";

	private static final String REACTOR = API + ".reactor";

	private static final String MICROMETER = API + ".micrometer";

	private static final String JFR = API + ".jfr";

	private static final String INTEGRATION = API + ".integration";

	private static final String SHEDLOCK = API + ".shedlock";

	private static final String PROPAGATION = API + ".propagation";

	private static final String JPA = API + ".jpa";

	private static final String ACTUATE = API + ".actuate";

	private static final String AUTOCONFIGURE = API + ".autoconfigure..";

	private static final String[] EVERYBODY = { "java..", "org.jspecify.annotations", "org.apache.commons.logging" };

	private static final JavaClasses MAIN = new ClassFileImporter()
		.withImportOption(new ImportOption.DoNotIncludeTests())
		.importPackages(API);

	@Test
	void apiKnowsNeitherRedisNorTheSpringContext() {
		DescribedPredicate<JavaClass> allowed = known(API, "org.springframework.dao").or(belongToAnyOf(AliasFor.class));
		check(classes().that().resideInAPackage(API).should().onlyDependOnClassesThat(allowed));
	}

	@Test
	void storePortKnowsOnlyTheApi() {
		onlyKnows(STORE, API, STORE);
	}

	@Test
	void inspectionKnowsOnlyApiAndStorePort() {
		onlyKnows(INSPECT, API, STORE, INSPECT);
	}

	@Test
	void engineKnowsOnlyItsRoomsApiAndPorts() {
		onlyKnows(ENGINE, API, STORE, INSPECT, ENGINE, ENGINE_SITE, ENGINE_INSTANCE, ENGINE_SUPPORT);
	}

	@Test
	void sitesKnowOnlyClaimsAndBelow() {
		onlyKnows(ENGINE_SITE, API, STORE, INSPECT, ENGINE_SITE, ENGINE_CLAIM, ENGINE_INSTANCE, ENGINE_SUPPORT);
	}

	@Test
	void claimsKnowOnlyInstanceAndBelow() {
		onlyKnows(ENGINE_CLAIM, API, STORE, ENGINE_CLAIM, ENGINE_INSTANCE, ENGINE_SUPPORT);
	}

	@Test
	void instanceKnowsOnlySupport() {
		onlyKnows(ENGINE_INSTANCE, API, STORE, INSPECT, ENGINE_INSTANCE, ENGINE_SUPPORT);
	}

	@Test
	void supportOfTheEngineKnowsNoneOfItsRooms() {
		onlyKnows(ENGINE_SUPPORT, API, STORE, ENGINE_SUPPORT);
	}

	@Test
	void engineHasNoCircles() {
		noCircles(ENGINE);
	}

	@Test
	void localStoreKnowsOnlyApiAndStorePort() {
		onlyKnows(LOCAL, API, STORE, LOCAL);
	}

	@Test
	void redisStoreKnowsApiStorePortAndTheDriver() {
		onlyKnows(REDIS, API, STORE, REDIS, "org.springframework.data.redis..", "io.lettuce.core..", "io.netty.buffer",
				"org.springframework.core..", "org.springframework.dao", "org.springframework.scheduling..",
				"org.springframework.util..");
	}

	@Test
	void jdbcHelperKnowsOnlyApiAndSpringJdbc() {
		onlyKnows(JDBC, API, JDBC, "org.springframework.jdbc..", "org.springframework.dao",
				"org.springframework.transaction.support");
		check(noClasses().that().resideOutsideOfPackage(JDBC).should().dependOnClassesThat().resideInAPackage(JDBC));
	}

	@Test
	void aspectKnowsApiAndSpringButNoStore() {
		onlyKnows(AOP, API, AOP, AOP_CALL, AOP_OPERATION, AOP_NAME, "org.springframework.aop..",
				"org.springframework.aot..", "org.springframework.beans..", "org.springframework.core..",
				"org.springframework.transaction..", "org.springframework.util..", "org.aopalliance..",
				"org.aspectj..");
	}

	@Test
	void callsKnowOperationsLeasesAndObservers() {
		onlyKnows(AOP_CALL, API, AOP_CALL, AOP_OPERATION, AOP_NAME, AOP_LEASE, AOP_OBSERVE,
				"org.springframework.aop.support", "org.springframework.beans..", "org.springframework.context",
				"org.springframework.core..", "org.springframework.transaction..", "org.springframework.util..");
	}

	@Test
	void operationsKnowOnlyNames() {
		onlyKnows(AOP_OPERATION, API, AOP_OPERATION, AOP_NAME, "org.springframework.aop.support",
				"org.springframework.beans..", "org.springframework.core..", "org.springframework.format..",
				"org.springframework.scheduling.annotation", "org.springframework.util..");
	}

	@Test
	void namesKnowOnlyExpressions() {
		onlyKnows(AOP_NAME, AOP_NAME, "org.springframework.beans..", "org.springframework.context.expression",
				"org.springframework.core..", "org.springframework.expression..");
	}

	@Test
	void leasesOfCallsKnowOnlyTheApi() {
		onlyKnows(AOP_LEASE, API, AOP_LEASE);
	}

	@Test
	void observersOfCallsKnowNothing() {
		onlyKnows(AOP_OBSERVE, AOP_OBSERVE);
	}

	@Test
	void aspectHasNoCircles() {
		noCircles(AOP);
	}

	@Test
	void reactorLockingKnowsApiAndCalls() {
		onlyKnows(REACTOR, API, AOP_CALL, AOP_LEASE, AOP_OBSERVE, REACTOR, "org.springframework.core..",
				"org.springframework.transaction..", "org.reactivestreams", "reactor..");
	}

	@Test
	void metersKnowApiObserversAndMicrometer() {
		onlyKnows(MICROMETER, API, AOP_OBSERVE, MICROMETER, "io.micrometer..");
		check(noClasses().that()
			.resideOutsideOfPackages(MICROMETER, PROPAGATION, AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("io.micrometer.."));
	}

	@Test
	void propagationKnowsObserversAndItsLibrary() {
		onlyKnows(PROPAGATION, AOP_OBSERVE, PROPAGATION, "io.micrometer.context");
	}

	@Test
	void jpaKnowsObserversAndItsLibraries() {
		onlyKnows(JPA, AOP_OBSERVE, JPA, "jakarta.persistence", "org.hibernate..", "org.springframework.orm.jpa",
				"org.springframework.transaction.support", "org.springframework.util");
		check(noClasses().that()
			.resideOutsideOfPackages(JPA, AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "org.springframework.orm.."));
	}

	@Test
	void recorderEventsKnowOnlyTheApi() {
		onlyKnows(JFR, API, JFR, "jdk.jfr");
		check(noClasses().that()
			.resideOutsideOfPackages(JFR, AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage("jdk.jfr.."));
	}

	@Test
	void integrationKnowsOnlyTheApi() {
		onlyKnows(INTEGRATION, API, INTEGRATION, "org.springframework.context", "org.springframework.integration..");
	}

	@Test
	void shedLockKnowsOnlyTheApi() {
		onlyKnows(SHEDLOCK, API, SHEDLOCK, "net.javacrumbs.shedlock.core");
	}

	@Test
	void endpointKnowsApiPortsAndActuator() {
		onlyKnows(ACTUATE, API, STORE, INSPECT, ACTUATE, "org.springframework.boot.actuate.endpoint..",
				"org.springframework.boot.health.contributor", "org.springframework.aot.hint.annotation");
		check(noClasses().that()
			.resideOutsideOfPackages(ACTUATE, AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAnyPackage(ACTUATE, "org.springframework.boot.actuate..", "org.springframework.boot.health.."));
	}

	@Test
	void nobodyDependsOnTheAutoConfiguration() {
		check(noClasses().that()
			.resideOutsideOfPackage(AUTOCONFIGURE)
			.should()
			.dependOnClassesThat()
			.resideInAPackage(AUTOCONFIGURE));
	}

	@Test
	void packagesHaveNoCycles() {
		check(SlicesRuleDefinition.slices().matching("(**)").should().beFreeOfCycles());
	}

	@Test
	void autoConfigurationsAreFinal() {
		check(classes().that().areAnnotatedWith(AutoConfiguration.class).should().haveModifier(JavaModifier.FINAL));
	}

	@Test
	void autoConfigurationsShowNoMembers() {
		check(methods().that()
			.areDeclaredInClassesThat()
			.areAnnotatedWith(AutoConfiguration.class)
			.should()
			.notBePublic());
	}

	@Test
	void nothingIsScannedFor() {
		check(noClasses().should().beAnnotatedWith(Component.class));
	}

	@Test
	void nothingIsInjectedOrInitializedByAnnotation() {
		check(noMembers().should()
			.beAnnotatedWith(Autowired.class)
			.orShould()
			.beAnnotatedWith("jakarta.inject.Inject")
			.orShould()
			.beAnnotatedWith("jakarta.annotation.PostConstruct")
			.orShould()
			.beAnnotatedWith("jakarta.annotation.PreDestroy"));
		check(GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
	}

	@Test
	void nothingSleeps() {
		check(noClasses().should().accessTargetWhere(method(Thread.class, "sleep")));
	}

	@Test
	void onlyTheTimeSourceReadsTheWallClock() {
		check(noClasses().that()
			.doNotHaveFullyQualifiedName(ENGINE + ".support.SystemTime")
			.should()
			.accessTargetWhere(method(System.class, "currentTimeMillis")));
	}

	@Test
	void nothingIsPrinted() {
		check(GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS);
	}

	private static void onlyKnows(String aPackage, String... packages) {
		check(classes().that().resideInAPackage(aPackage).should().onlyDependOnClassesThat(known(packages)));
	}

	/** A class and the types nested in it count as one. */
	private static void noCircles(String aPackage) {
		check(SlicesRuleDefinition.slices().assignedFrom(new SliceAssignment() {

			@Override
			public SliceIdentifier getIdentifierOf(JavaClass type) {
				boolean within = (type.getPackageName() + ".").startsWith(aPackage + ".");
				return within ? SliceIdentifier.of(type.getName().split("\\$", 2)[0]) : SliceIdentifier.ignore();
			}

			@Override
			public String getDescription() {
				return "classes of " + aPackage;
			}

		}).should().beFreeOfCycles());
	}

	private static DescribedPredicate<JavaClass> known(String... packages) {
		return resideInAnyPackage(EVERYBODY).or(resideInAnyPackage(packages));
	}

	private static DescribedPredicate<JavaAccess<?>> method(Class<?> owner, String name) {
		return DescribedPredicate.describe(owner.getSimpleName() + "." + name,
				(access) -> access.getTargetOwner().isEquivalentTo(owner) && access.getTarget().getName().equals(name));
	}

	private static void check(ArchRule rule) {
		rule.allowEmptyShould(true).check(MAIN);
	}

}
