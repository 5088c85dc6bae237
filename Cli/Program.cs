using LensGrains.Cli;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};
return await CommandTree.RunAsync(args, Surroundings.OfProcess(), stop.Token);
