package io.leader.exhaustive;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The components of a record, with the role of each.
 *
 * @param name a number that identifies the record's type
 * @param all the components
 */
record Components(int name, List<Component> all) {

	private static final ClassValue<Components> KNOWN = new ClassValue<>() {

		@Override
		protected Components computeValue(Class<?> type) {
			return new Components(type.getName().hashCode(),
					Arrays.stream(type.getRecordComponents())
						.map((component) -> new Component(accessor(component), Role.of(type, component.getName())))
						.toList());
		}

	};

	/**
	 * A component.
	 *
	 * @param accessor reads the component
	 * @param role the role of the component
	 */
	record Component(Function<Record, Object> accessor, Role role) {

		Object in(Record record) {
			return this.accessor.apply(record);
		}

	}

	static Components of(Record record) {
		return KNOWN.get(record.getClass());
	}

	/**
	 * Returns a function that reads a component. The function's class is generated, as
	 * for a lambda expression. A search reads millions of components, and would otherwise
	 * spend most of its time on method handles that the compiler cannot inline.
	 */
	@SuppressWarnings("unchecked")
	private static Function<Record, Object> accessor(RecordComponent component) {
		Class<?> type = component.getDeclaringRecord();
		try {
			MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
			MethodHandle getter = lookup.unreflect(component.getAccessor());
			MethodType called = MethodType.methodType(getter.type().returnType(), type).wrap();
			MethodType declared = MethodType.methodType(Object.class, Object.class);
			return (Function<Record, Object>) LambdaMetafactory
				.metafactory(lookup, "apply", MethodType.methodType(Function.class), declared, getter, called)
				.getTarget()
				.invoke();
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
