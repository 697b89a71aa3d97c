package io.github.batonlock.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.LockConfiguration;

/**
 * The options of locks by name: those of the first rule that matches, completed by those
 * of all locks.
 */
final class LockRules implements LockConfiguration {

	private final LockOptions any;

	private final List<Completed> rules;

	LockRules(LockProperties properties) {
		this.any = properties.any().options();
		this.rules = properties.rules()
			.stream()
			.map((rule) -> new Completed(rule, rule.options().withDefaults(named(rule)).withDefaults(this.any)))
			.toList();
	}

	/** The pattern of a rule is the category of its locks in meters. */
	private static LockOptions named(LockRule rule) {
		return LockOptions.builder().category(Objects.requireNonNull(rule.name())).build();
	}

	@Override
	public LockOptions optionsFor(String name) {
		for (Completed completed : this.rules) {
			if (completed.rule.matches(name)) {
				return completed.options;
			}
		}
		return this.any;
	}

	private record Completed(LockRule rule, LockOptions options) {

	}

}
