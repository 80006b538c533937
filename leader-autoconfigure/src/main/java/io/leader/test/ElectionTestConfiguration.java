package io.leader.test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Elections and guards for tests of a slice of an application, in which
 * auto-configuration is limited to that slice. The auto-configurations are listed in the
 * {@code imports} file with the name of this class.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration
class ElectionTestConfiguration {

}
