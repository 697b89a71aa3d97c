package io.github.batonlock.autoconfigure;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

/**
 * The Java of docs/annotation/beside-others.md.
 */
@Configuration(proxyBeanMethods = false)
class BesideOthersExamples {

	@Bean
	static MethodValidationPostProcessor methodValidationPostProcessor() {
		MethodValidationPostProcessor validation = new MethodValidationPostProcessor();
		validation.setProxyTargetClass(true);
		validation.setBeforeExistingAdvisors(true);
		return validation;
	}

}
