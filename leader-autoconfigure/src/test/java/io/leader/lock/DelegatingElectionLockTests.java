package io.leader.lock;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a decorator delegates every method of a lock, including methods that are
 * added to the SPI later. The exception is the first read, which is an ordinary read by
 * default.
 */
class DelegatingElectionLockTests {

	private static final LockSnapshot SNAPSHOT = LockSnapshot.absent(7);

	private static final Map<Class<?>, Object> VALUES = Map.of(boolean.class, true, Duration.class,
			Duration.ofMillis(5), LockSnapshot.class, SNAPSHOT, LockRecord.class,
			new LockRecord("holder", 1, null, null, 0, null), LockCoordinates.class,
			new LockCoordinates("type", "name", "namespace"), LockWatch.class, (LockWatch) () -> {
			}, LockWatcher.class, proxy(LockWatcher.class, new ArrayList<>()));

	@TestFactory
	Stream<DynamicTest> everyMethodOfTheSpiIsAbstractAndDelegated() {
		return Stream.of(ElectionLock.class.getMethods())
			.filter((method) -> !method.getName().equals("readFirst"))
			.map((method) -> DynamicTest.dynamicTest(method.getName(), () -> assertPassedOn(method)));
	}

	@Test
	void aFirstReadIsAReadUnlessItIsOverridden() {
		InMemoryLock lock = new InMemoryLock() {

			@Override
			public LockSnapshot readFirst(Duration timeout) {
				throw new AssertionError("a decorator may have overridden read");
			}

		};
		DelegatingElectionLock decorator = new DelegatingElectionLock(lock) {

			@Override
			public LockSnapshot read(Duration timeout) {
				return SNAPSHOT;
			}

		};
		assertThat(decorator.readFirst(Duration.ZERO)).isSameAs(SNAPSHOT);
		assertThat(new InMemoryLock().readFirst(Duration.ZERO).isAbsent()).isTrue();
	}

	private static void assertPassedOn(Method method) throws Exception {
		assertThat(Modifier.isAbstract(method.getModifiers())).as("abstract on the SPI").isTrue();
		Method overriding = DelegatingElectionLock.class.getMethod(method.getName(), method.getParameterTypes());
		assertThat(overriding.getDeclaringClass()).isEqualTo(DelegatingElectionLock.class);
		assertThat(Modifier.isFinal(overriding.getModifiers())).as("final, like all traits")
			.isEqualTo(method.getParameterCount() == 0);
		List<List<Object>> calls = new ArrayList<>();
		ElectionLock lock = new DelegatingElectionLock(proxy(ElectionLock.class, calls)) {
		};
		Object[] arguments = Stream.of(method.getParameterTypes()).map(VALUES::get).toArray();
		assertThat(method.invoke(lock, arguments)).isEqualTo(VALUES.get(method.getReturnType()));
		List<Object> call = new ArrayList<>(List.of(method));
		call.addAll(List.of(arguments));
		assertThat(calls).containsExactly(call);
	}

	private static <T> T proxy(Class<T> type, List<List<Object>> calls) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				List<Object> call = new ArrayList<>(List.of(method));
				call.addAll((arguments != null) ? List.of(arguments) : List.of());
				calls.add(call);
				return VALUES.get(method.getReturnType());
			}));
	}

	@Test
	void closingClosesTheInnermostLockThroughAllDecorators() {
		AtomicInteger closed = new AtomicInteger();
		class Closeable extends InMemoryLock implements AutoCloseable {

			@Override
			public void close() {
				closed.incrementAndGet();
			}

		}
		new DelegatingElectionLock(new DelegatingElectionLock(new Closeable()) {
		}) {
		}.close();
		assertThat(closed).hasValue(1);
		new DelegatingElectionLock(new InMemoryLock()) {
		}.close();
	}

}
