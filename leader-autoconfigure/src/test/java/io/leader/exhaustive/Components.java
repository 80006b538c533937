package io.leader.exhaustive;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;

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
	record Component(MethodHandle accessor, Role role) {

		Object in(Record record) {
			try {
				return (Object) this.accessor.invokeExact(record);
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	static Components of(Record record) {
		return KNOWN.get(record.getClass());
	}

	private static MethodHandle accessor(RecordComponent component) {
		try {
			component.getAccessor().setAccessible(true);
			return MethodHandles.lookup()
				.unreflect(component.getAccessor())
				.asType(MethodType.methodType(Object.class, Record.class));
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
