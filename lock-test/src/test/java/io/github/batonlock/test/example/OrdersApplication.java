package io.github.batonlock.test.example;

import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The application of the examples.
 */
@SpringBootApplication(proxyBeanMethods = false)
public class OrdersApplication {

}
