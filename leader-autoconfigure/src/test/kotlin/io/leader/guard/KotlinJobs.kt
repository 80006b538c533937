package io.leader.guard

import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.async
import kotlinx.coroutines.channels.ReceiveChannel
import kotlinx.coroutines.channels.produce
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.launch
import io.leader.guard.LeaderOnly.OnRevoked

open class KotlinJob {

	@LeaderOnly
	open fun settle() {
		Declarations.ran.incrementAndGet()
	}

}

@LeaderOnly
open class KotlinJobByClass {

	open fun settle() {
		Declarations.ran.incrementAndGet()
	}

	protected open fun ofProtected() {
		Declarations.ran.incrementAndGet()
	}

	@LeaderOnly
	open fun callProtected() {
		ofProtected()
	}

}

open class KotlinHandler : Declarations.Handler<String> {

	@LeaderOnly
	override fun handle(value: String) {
		Declarations.ran.incrementAndGet()
	}

}

class FinalKotlinHandler : Declarations.GuardedHandler<String> {

	override fun handle(value: String) {
		Declarations.ran.incrementAndGet()
	}

}

interface SuspendingHandler<T> {

	suspend fun handle(value: T): String?

}

open class Coroutine : SuspendingHandler<String> {

	private val scope = CoroutineScope(Dispatchers.Default)

	val proceed = CountDownLatch(1)

	@LeaderOnly
	open suspend fun unit() {
		delay(1)
		Declarations.ran.incrementAndGet()
	}

	@LeaderOnly
	open suspend fun waiting(inside: () -> Unit) {
		delay(1)
		inside()
		Declarations.ran.incrementAndGet()
	}

	@LeaderOnly
	open suspend fun list(): List<String> {
		delay(1)
		return listOf("ran")
	}

	@LeaderOnly
	override suspend fun handle(value: String): String? {
		delay(1)
		return value
	}

	@LeaderOnly
	open suspend fun flowLater(): Flow<String> = flow { emit("ran") }

	@LeaderOnly
	open fun flow(): Flow<String> = flow {
		delay(1)
		emit("ran")
	}

	@LeaderOnly
	open fun deferred(): Deferred<String> = scope.async {
		delay(1)
		"ran"
	}

	@LeaderOnly(onRevoked = OnRevoked.INTERRUPT)
	open fun stubborn(): Deferred<String> = scope.async(Dispatchers.IO) {
		proceed.await()
		"ran"
	}

}

open class ReturningJob {

	@LeaderOnly
	open fun work(): Job = CoroutineScope(Dispatchers.Default).launch { }

}

open class ReturningStateFlow {

	@LeaderOnly
	open fun work(): StateFlow<String> = MutableStateFlow("")

}

open class ReturningChannel {

	@LeaderOnly
	open fun work(): ReceiveChannel<String> = CoroutineScope(Dispatchers.Default).produce { }

}

open class ResumingWithFuture {

	@LeaderOnly
	open suspend fun work(): CompletableFuture<String> = CompletableFuture.supplyAsync { "ran" }

}

open class ResumingWithDeferred {

	@LeaderOnly
	open suspend fun work(): Deferred<String> = CoroutineScope(Dispatchers.Default).async { "ran" }

}

open class ResumingWithJob {

	@LeaderOnly
	open suspend fun work(): Job = CoroutineScope(Dispatchers.Default).launch { }

}

open class ResumingWithChannel {

	@LeaderOnly
	open suspend fun work(): ReceiveChannel<String> = CoroutineScope(Dispatchers.Default).produce { }

}

@LeaderOnly
open class FinalByDefault {

	fun work() {
		Declarations.ran.incrementAndGet()
	}

}
