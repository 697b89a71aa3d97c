package io.github.batonlock.autoconfigure;

import java.util.List;

import io.github.batonlock.LockOptions;
import io.github.batonlock.engine.LockConfiguration;

import org.springframework.util.PatternMatchUtils;

/**
 * What the properties say for a name: the first rule that matches, completed by the
 * global values.
 */
final class LockRules implements LockConfiguration {

	private final LockOptions global;

	private final List<Completed> rules;

	LockRules(LockProperties properties) {
		this.global = properties.options();
		this.rules = properties.rules()
			.stream()
			.map((rule) -> new Completed(rule.name(), rule.options().withDefaults(this.global)))
			.toList();
	}

	@Override
	public LockOptions optionsFor(String name) {
		for (Completed rule : this.rules) {
			if (PatternMatchUtils.simpleMatch(rule.pattern, name)) {
				return rule.options;
			}
		}
		return this.global;
	}

	private record Completed(String pattern, LockOptions options) {
	}

}
