package io.leader.guard;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.CollectionFactory;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;

import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly.Otherwise;

/**
 * Determines what a call returns or throws on a follower instead of running.
 */
@FunctionalInterface
interface Substitute {

	/**
	 * Returns the substitute for the result of a call.
	 * @throws NotLeaderException if the call has to fail
	 */
	@Nullable Object resultFor(LeaderElection election);

	/**
	 * Determines the substitute according to the table in {@link LeaderOnly}.
	 * @throws UnguardableMethodException if a skipped call would have nothing to return
	 */
	static Substitute of(GuardedMethod method) {
		boolean scheduled = Caller.SCHEDULER.calls(method.method());
		boolean isEventListener = Caller.EVENTS.calls(method.method());
		boolean requested = Caller.respondsToRequests(method);
		Otherwise otherwise = method.annotation().otherwise();
		if (otherwise == Otherwise.DEFAULT && (scheduled || isEventListener || requested)) {
			otherwise = requested ? Otherwise.THROW : Otherwise.SKIP;
		}
		Substitute thrown = (election) -> {
			throw NotLeaderException.of(election);
		};
		if (otherwise == Otherwise.THROW) {
			return thrown;
		}
		ResolvableType type = method.returnType();
		if (isEventListener && !type.toClass().isPrimitive()) {
			// A return value would be published as another event.
			return (election) -> null;
		}
		Supplier<? extends @Nullable Object> empty = scheduled ? emptyOrNull(method, type) : empty(method, type);
		if (empty != null) {
			return (election) -> empty.get();
		}
		if (otherwise == Otherwise.DEFAULT) {
			return thrown;
		}
		if (!type.toClass().isPrimitive()) {
			return (election) -> null;
		}
		if (!scheduled) {
			throw nothingToReturn(method, type.toClass());
		}
		Object zero = Array.get(Array.newInstance(type.toClass(), 1), 0);
		return (election) -> zero;
	}

	/**
	 * Returns the same as {@link #empty}, except that a supplier of {@code null} is
	 * returned if no empty value can be created. Used if the caller ignores the result.
	 */
	private static @Nullable Supplier<? extends @Nullable Object> emptyOrNull(GuardedMethod method,
			ResolvableType returned) {
		try {
			return empty(method, returned);
		}
		catch (UnguardableMethodException ex) {
			return () -> null;
		}
	}

	private static @Nullable Supplier<? extends @Nullable Object> empty(GuardedMethod method, ResolvableType returned) {
		Class<?> type = returned.toClass();
		if (type == void.class || type == Void.class || type.getName().equals("kotlin.Unit")
				|| CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)
				|| ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) != null) {
			return () -> null;
		}
		if (type.isArray()) {
			return () -> Array.newInstance(type.getComponentType(), 0);
		}
		if (type == Iterable.class || Collection.class.isAssignableFrom(type)) {
			Class<?> made = (type == Iterable.class) ? Collection.class : type;
			return creatable(method, type,
					() -> CollectionFactory.createCollection(made, returned.getGeneric().resolve(), 0));
		}
		if (Map.class.isAssignableFrom(type)) {
			return creatable(method, type, () -> CollectionFactory.createMap(type, returned.getGeneric().resolve(), 0));
		}
		Map<Class<?>, Supplier<?>> others = Map.of(Optional.class, Optional::empty, OptionalInt.class,
				OptionalInt::empty, OptionalLong.class, OptionalLong::empty, OptionalDouble.class,
				OptionalDouble::empty, Stream.class, Stream::empty, IntStream.class, IntStream::empty, LongStream.class,
				LongStream::empty, DoubleStream.class, DoubleStream::empty);
		return others.get(type);
	}

	private static Supplier<?> creatable(GuardedMethod method, Class<?> type, Supplier<?> empty) {
		try {
			if (type.isInstance(empty.get())) {
				return empty;
			}
		}
		catch (RuntimeException ex) {
			// Reported below.
		}
		throw nothingToReturn(method, type);
	}

	private static UnguardableMethodException nothingToReturn(GuardedMethod method, Class<?> type) {
		return new UnguardableMethodException("%s returns %s, which the guard cannot create when the call is skipped."
			.formatted(method.describe(), type.getName()),
				"Set otherwise = THROW, or change the return type to Optional.");
	}

}
