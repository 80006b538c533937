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
import org.reactivestreams.Publisher;

import org.springframework.core.CollectionFactory;

import io.leader.election.LeaderElection;
import io.leader.guard.LeaderOnly.Otherwise;

/**
 * What a call gives on a follower instead of running.
 */
@FunctionalInterface
interface Instead {

	/**
	 * Gives it.
	 * @throws NotLeaderException if that is what is wanted
	 */
	@Nullable Object give(LeaderElection election);

	/**
	 * What the table in {@link LeaderOnly} says.
	 * @return {@code null} if there is nothing to give: the value of a primitive type
	 * cannot be skipped
	 */
	static @Nullable Instead of(Class<?> type, Otherwise otherwise) {
		Supplier<?> empty = empty(type);
		if (otherwise == Otherwise.THROW || (otherwise == Otherwise.DEFAULT && empty == null)) {
			return (election) -> {
				throw NotLeaderException.of(election);
			};
		}
		if (empty != null) {
			return (election) -> empty.get();
		}
		return type.isPrimitive() ? null : (election) -> null;
	}

	private static @Nullable Supplier<? extends @Nullable Object> empty(Class<?> type) {
		if (type == void.class || type == Void.class || Publisher.class.isAssignableFrom(type)
				|| CompletionStage.class.isAssignableFrom(type) || Future.class.isAssignableFrom(type)) {
			return () -> null;
		}
		if (type.isArray()) {
			return () -> Array.newInstance(type.getComponentType(), 0);
		}
		if (type == Iterable.class || Collection.class.isAssignableFrom(type)) {
			return () -> CollectionFactory.createCollection((type == Iterable.class) ? Collection.class : type, 0);
		}
		if (Map.class.isAssignableFrom(type)) {
			return () -> CollectionFactory.createMap(type, 0);
		}
		Map<Class<?>, Supplier<?>> others = Map.of(Optional.class, Optional::empty, OptionalInt.class,
				OptionalInt::empty, OptionalLong.class, OptionalLong::empty, OptionalDouble.class,
				OptionalDouble::empty, Stream.class, Stream::empty, IntStream.class, IntStream::empty, LongStream.class,
				LongStream::empty, DoubleStream.class, DoubleStream::empty);
		return others.get(type);
	}

}
