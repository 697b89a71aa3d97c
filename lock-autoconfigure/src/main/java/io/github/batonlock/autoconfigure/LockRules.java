package io.github.batonlock.autoconfigure;

import java.util.List;
import java.util.Objects;

import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.LockConfiguration;

/**
 * What the properties say for a name: the first rule that matches, completed by what
 * holds for all locks.
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

	/** Meters know the locks of a rule by its pattern. */
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
