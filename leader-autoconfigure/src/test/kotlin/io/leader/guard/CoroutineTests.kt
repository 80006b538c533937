package io.leader.guard

import io.leader.support.Await.await
import java.util.concurrent.TimeUnit
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.assertThatExceptionOfType
import org.junit.jupiter.api.BeforeEach
import org.junit.jupiter.api.Test

/**
 * Tests that coroutines are guarded.
 */
internal class CoroutineTests : GuardedBeanTest() {

	@BeforeEach
	fun reset() = Declarations.ran.set(0)

	@Test
	fun isSkippedOnAFollower() {
		val bean = guarded(Coroutine::class.java)
		runBlocking {
			bean.unit()
			assertThat(bean.list()).isEmpty()
			assertThat(bean.flow().toList()).isEmpty()
			assertThat(bean.flowLater().toList()).isEmpty()
			assertThat(bean.deferred().await() as String?).isNull()
		}
		assertThat(Declarations.ran).hasValue(0)
		assertThatExceptionOfType(NotLeaderException::class.java).isThrownBy { runBlocking { bean.handle("ran") } }
		val handler: SuspendingHandler<String> = bean
		assertThatExceptionOfType(NotLeaderException::class.java).isThrownBy { runBlocking { handler.handle("ran") } }
	}

	@Test
	fun runsOnTheLeader() {
		val bean = guarded(Coroutine::class.java)
		this.orders.lead()
		runBlocking {
			bean.unit()
			assertThat(bean.list()).containsExactly("ran")
			assertThat(bean.flow().toList()).containsExactly("ran")
			assertThat(bean.flowLater().toList()).containsExactly("ran")
			assertThat(bean.handle("ran")).isEqualTo("ran")
			val handler: SuspendingHandler<String> = bean
			assertThat(handler.handle("ran")).isEqualTo("ran")
			assertThat(bean.deferred().await()).isEqualTo("ran")
		}
		assertThat(Declarations.ran).hasValue(1)
		await { this.orders.running() == 0 }
	}

	@Test
	fun theGuardLastsUntilTheCoroutineEnds() {
		val bean = guarded(Coroutine::class.java)
		this.orders.lead()
		var running = -1
		runBlocking { bean.waiting { running = orders.running() } }
		assertThat(running).describedAs("guarded calls while it runs").isEqualTo(1)
		assertThat(this.orders.running()).isZero()
	}

	@Test
	fun aCancelledJobIsGuardedUntilItsWorkEnds() {
		val bean = guarded(Coroutine::class.java)
		this.orders.lead()
		val deferred = bean.stubborn()
		await { this.orders.running() == 1 }
		this.orders.revoke()
		assertThat(deferred.isCancelled).isTrue()
		TimeUnit.MILLISECONDS.sleep(100)
		assertThat(this.orders.running()).describedAs("its thread is still running").isEqualTo(1)
		this.target().proceed.countDown()
		await { this.orders.running() == 0 }
	}

	private fun target() = org.springframework.test.util.AopTestUtils
		.getTargetObject<Coroutine>(this.context.getBean("guarded"))

}
