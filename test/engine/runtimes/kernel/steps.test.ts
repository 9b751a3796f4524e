import { testFloatSteps } from './float-suite';
import { plainKernel } from './node-kernel';
import { testMatcher } from './matcher-suite';
import { testInt8Product } from './product-suite';

testInt8Product('plain', plainKernel);
testFloatSteps('plain', plainKernel);
testMatcher('plain', plainKernel);
