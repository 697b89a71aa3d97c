package io.github.batonlock.aop.name;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The {@code #root} of expressions.
 *
 * @param method the method that is called
 * @param target the object on which it is called
 * @param args the arguments
 */
public record RootObject(Method method, Object target, List<@Nullable Object> args) {

}
