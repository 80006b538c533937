package io.leader.test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Elections and guards for tests of a part of an application, in which auto-configuration
 * is limited to that part. Which auto-configurations these are is in the {@code imports}
 * file of this class's name.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration
class ElectionTestConfiguration {

}
