// cover.v : a cover as a property that is never to hold, so that a counterexample reaches it
module \$cover (input A, input EN);
    \$assert property_cell (.A(!A), .EN(EN));
endmodule
