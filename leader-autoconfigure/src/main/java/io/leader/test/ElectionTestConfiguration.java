package io.leader.test;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.annotation.Configuration;

/**
 * Elections and guards for test slices, in which auto-configuration is limited to a slice
 * of the application. The auto-configurations are listed in the {@code imports} file with
 * the name of this class.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration
class ElectionTestConfiguration {

}
