Console.WriteLine("no scenario");
