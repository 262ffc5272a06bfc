Console.Error.WriteLine("There are no load scenarios yet; eng/compare-yarp.sh and eng/compare-waf.sh put the gateway under load.");
return 1;
